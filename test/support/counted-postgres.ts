import { startTcpProxy, type Hearing } from './tcp-proxy.js';

/** A way to a Postgres that counts what is asked on it; `url` is the database's through it. */
export type CountedPostgres = {
  url: string;
  /** How often each of the questions was asked so far, by its name. */
  asked: () => Record<string, number>;
  close: () => Promise<void>;
};

/** Hears how often some words come, also where a piece ends within them. */
function hearingFor(words: string, count: () => void): Hearing {
  let rest = '';
  return (bytes) => {
    const text = rest + bytes.toString('latin1');
    let from = 0;
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, from)) {
      count();
      from = at + words.length;
    }
    rest = text.slice(Math.max(from, text.length - words.length + 1));
  };
}

/**
 * Puts a proxy before the Postgres of `url`, which stands on a Unix socket. `questions` are told by words of their
 * SQL.
 */
export async function startCountedPostgres(url: string, questions: Record<string, string>): Promise<CountedPostgres> {
  const address = new URL(url);
  const folder = address.searchParams.get('host');
  if (folder === null) throw new Error('the Postgres of the tests is on a Unix socket');
  const asked = Object.fromEntries(Object.keys(questions).map((name) => [name, 0]));
  const hearingOf = (): Hearing => {
    const hearings = Object.entries(questions).map(([name, words]) =>
      hearingFor(words, () => (asked[name] = (asked[name] ?? 0) + 1)),
    );
    return (bytes) => {
      for (const hear of hearings) hear(bytes);
    };
  };
  const proxy = await startTcpProxy({ path: `${folder}/.s.PGSQL.${address.port}` }, undefined, hearingOf);
  address.searchParams.delete('host');
  address.host = `127.0.0.1:${proxy.port}`;
  return { url: address.href, asked: () => ({ ...asked }), close: () => proxy.close() };
}
