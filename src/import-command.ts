// `dateline import <file>`: uploads an export file to a running Dateline and summarises the result.
import { readFile, stat } from 'node:fs/promises';
import { NINJS } from './core/format/ninjs.js';
import { isUrl } from './core/text/is-url.js';

export type ImportOptions = { to: string; key: string | undefined };

/** A failed import; `message` is for the person at the terminal. */
export class ImportError extends Error {}

/** The server's limit, checked before the upload. */
const MAX_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

const STATUSES = ['created', 'revised', 'unchanged', 'stale', 'failed', 'queued'] as const;
type ImportAnswer = { items: number; stories?: string[]; errors?: { reason: string }[]; detail?: string } & Partial<
  Record<(typeof STATUSES)[number], number>
>;

async function readImport(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES)
      throw new ImportError(`${file} is larger than ${MAX_BYTES / 1024 / 1024} MB. Export fewer posts at a time.`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError(`${file} can not be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Uploads the file; returns a summary for the terminal, several lines. Throws ImportError. */
export async function importFile(file: string, { to, key }: ImportOptions): Promise<string> {
  if (key === undefined) throw new ImportError('--key is missing: send a key of the publisher that owns these stories');
  if (!isUrl('/v1/imports', to)) throw new ImportError('--to must be the address of a Dateline server');
  const content = await readImport(file);
  const type = content
    .subarray(0, 200)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
    .startsWith('<')
    ? 'application/xml'
    : NINJS;
  let response: Response;
  try {
    response = await fetch(new URL('/v1/imports', to), {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': type, prefer: 'wait=30' },
      body: new Uint8Array(content),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new ImportError(`${to} does not answer: ${reason}`, { cause: error });
  }
  const answer = (await response.json()) as ImportAnswer;
  if (!response.ok) throw new ImportError(`${to} answered ${response.status}: ${answer.detail ?? 'without a reason'}`);
  const counts = STATUSES.filter((status) => (answer[status] ?? 0) > 0).map((status) => `${answer[status]} ${status}`);
  const errors = (answer.errors ?? []).map(({ reason }) => `  ${reason}`);
  const firstStory = answer.stories?.[0];
  return [
    `${answer.items} items: ${counts.join(', ')}`,
    ...errors,
    ...(firstStory === undefined ? [] : [new URL(`/stories/${firstStory}`, to).href]),
    '',
  ].join('\n');
}
