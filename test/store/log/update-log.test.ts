// Queries of the log, on a real Postgres.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RingBuffer } from '../../../src/core/log/ring-buffer.js';
import { createLogger } from '../../../src/logger.js';
import { openDatabase, type Database } from '../../../src/store/database/database.js';
import { UpdateLog, type TailEntry } from '../../../src/store/log/update-log.js';
import type { TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';

let dateline: TestDateline;
let db: Database;
let log: UpdateLog;

beforeAll(async () => {
  dateline = await startEmbedded();
  db = openDatabase(dateline.world.env.DATABASE_URL, createLogger('silent'));
  log = new UpdateLog(db);
});
afterAll(async () => {
  await db.destroy();
  await dateline.end();
});

const publish = (uri: string, version: number, more: object = {}) =>
  dateline.publish({ uri, headline: `Version ${version} of ${uri}`, body: [`It is version ${version}.`], ...more });

/** An entry without the field that only the delivery metrics need. */
const withoutAcceptedAt = ({ acceptedAt: _acceptedAt, ...entry }: TailEntry): TailEntry => entry;

describe('entries of several channels', () => {
  test('are read in one query: each entry once, in order and up to the limit, even if channels overlap', async () => {
    for (const [at, topics] of [['a'], ['b'], ['a', 'b'], ['c'], ['a'], [], ['b', 'c'], ['c']].entries())
      await publish(`several-${at % 3}`, at, { topics });
    const { entries: all, head } = await log.entriesAfter(0, 1_000);
    expect(all.length).toBe(head);
    for (const channels of [
      ['all'],
      ['topic/a', 'topic/b'],
      ['topic/c', 'all', 'topic/a'],
      ['topic/b', 'topic/nobody'],
      ['topic/nobody'],
      ['publisher/admin', 'topic/a', 'topic/a'],
    ]) {
      const theirs = all.filter((entry) => channels.some((channel) => Object.hasOwn(entry.channels, channel)));
      for (const limit of [1, 2, 3, 1_000]) {
        for (let seq = 0; seq <= head; seq += 1) {
          const page = await log.channelEntriesAfter(channels, seq, limit);
          expect(page).toEqual({
            epoch: page.epoch,
            head,
            entries: theirs
              .filter(({ entry }) => entry.seq > seq)
              .slice(0, limit)
              .map(withoutAcceptedAt),
          });
        }
      }
    }
  });
});

describe('a killed and revived story', () => {
  /** A ring filled with entries as they are committed, while `write` runs. */
  const ringAfter = async (write: (() => Promise<unknown>)[]): Promise<{ ring: RingBuffer; start: number }> => {
    const { head: start } = await log.head();
    const ring = new RingBuffer(start, 100);
    const follow = async (): Promise<TailEntry[]> =>
      (await log.entriesAfter(ring.position, 100)).entries.filter((next) => ring.push(next));
    for (const act of write) {
      await act();
      await follow();
    }
    return { ring, start };
  };

  test('reads the same from the ring and from Postgres, at every step', async () => {
    const status = (pubStatus: string, version: number) => () =>
      publish('back', version, { pubStatus, topics: ['back'] });
    const steps = [
      status('usable', 1),
      status('usable', 2),
      status('withheld', 2),
      status('usable', 3),
      status('canceled', 3),
      status('usable', 4),
      status('usable', 5),
    ];
    for (let count = 1; count <= steps.length; count += 1) {
      const { ring, start } = await ringAfter(steps.slice(0, count));
      const { entries } = await log.channelEntriesAfter(['topic/back'], start, 100);
      expect(ring.after(['topic/back'], start).map(withoutAcceptedAt)).toEqual(
        entries.filter(({ entry }) => ring.covers(entry.seq - 1)),
      );
      expect(ring.covers(entries.at(-1)?.entry.seq ?? 0)).toBe(true);
    }
  });
});
