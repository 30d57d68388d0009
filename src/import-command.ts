// `dateline import <file>`: sends an export, as it is, to a Dateline that runs, and says what became of it.
import { readFile, stat } from 'node:fs/promises';
import { NINJS } from './core/format/ninjs.js';

export type ImportOptions = { to: string; key: string | undefined };

/** What can't be done, in words for whoever asked. */
export class ImportError extends Error {}

/** As much as the server takes: what is larger need not be sent to learn that. */
const MOST_BYTES = 16 * 1024 * 1024;
const PATIENCE_MS = 60_000;

type Answer = { items: number; stories?: string[]; errors?: { reason: string }[]; detail?: string } & Partial<Record<'created' | 'revised' | 'unchanged' | 'stale' | 'failed' | 'queued', number>>;

async function contentOf(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw new ImportError(`${file} is larger than ${MOST_BYTES / 1024 / 1024} MB: export fewer posts at a time`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError(`${file} can not be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Sends the file; answers what became of it, in lines. Throws ImportError. */
export async function importFile(file: string, { to, key }: ImportOptions): Promise<string> {
  if (key === undefined) throw new ImportError('--key names the key of the publisher whose stories these are');
  if (!URL.canParse('/v1/imports', to)) throw new ImportError('--to takes the address of a Dateline');
  const content = await contentOf(file);
  const type = content.subarray(0, 200).toString('utf8').replace(/^\ufeff/, '').trimStart().startsWith('<') ? 'application/xml' : NINJS;
  let response: Response;
  try {
    response = await fetch(new URL('/v1/imports', to), { method: 'POST', headers: { 'authorization': `Bearer ${key}`, 'content-type': type, 'prefer': 'wait=30' }, body: new Uint8Array(content), signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    throw new ImportError(`${to} does not answer: ${error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)}`, { cause: error });
  }
  const answer = (await response.json()) as Answer;
  if (!response.ok) throw new ImportError(`${to} answered ${response.status}: ${answer.detail ?? 'without a reason'}`);
  const counts = (['created', 'revised', 'unchanged', 'stale', 'failed', 'queued'] as const).filter((status) => (answer[status] ?? 0) > 0).map((status) => `${answer[status]} ${status}`);
  const faults = (answer.errors ?? []).map(({ reason }) => `  ${reason}`);
  const blog = answer.stories?.[0];
  return [`${answer.items} items: ${counts.join(', ')}`, ...faults, ...(blog === undefined ? [] : [new URL(`/stories/${blog}`, to).href]), ''].join('\n');
}
