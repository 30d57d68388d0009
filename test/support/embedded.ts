import { columns } from './columns.js';
import { TestDateline } from './dateline.js';

/** For promises that no part of the second column can change: the first column alone, started. */
export async function startEmbedded(env: Record<string, string> = {}): Promise<TestDateline> {
  const column = columns.find(({ redis }) => !redis);
  if (column === undefined) throw new Error('there is no embedded column');
  return TestDateline.start(await column.settings(), env);
}
