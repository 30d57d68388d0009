import type { Principal } from '../../access/key/key-ring.js';
import { DatelineError } from '../../core/errors.js';
import type { Store } from '../../store/store.js';

/** Throws where the story is another publisher's: `forbidden` where anybody may read it, else what is said of no story at all. */
export async function requireOwnership(store: Pick<Store, 'storyViews'>, id: string, story: { publisher: string }, holder: Principal): Promise<void> {
  if (story.publisher === holder.publisher || holder.scopes.has('admin')) return;
  if ((await store.storyViews.view(id, { hidden: 'none' }, 0)) === null) throw new DatelineError('not_found', 'There is no such story.');
  throw new DatelineError('forbidden', 'The story is another publisher’s: only its own keys and the admin key may change it.');
}
