// What a subscriber of a channel is given: each update once, in order, and whatever it missed before what came after
// it.
import { beforeEach, describe, expect, it } from 'vitest';
import { ChannelReader, type ChannelStep, type UpdatesPage } from '../../../src/client/connection/channel-reader.js';
import { EventParser } from '../../../src/client/connection/event-parser.js';
import type { Update } from '../../../src/core/log/update.js';

const update = (seq: number, prev: number, epoch = 'e1'): Update => ({
  channel: 'topic/floods',
  cursor: `${epoch}.${seq}`,
  prev,
  at: '2026-01-08T07:23:00Z',
  story: {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    uri: null,
    url: null,
    kind: 'article',
    revision: seq,
    headline: 'A headline',
    pubStatus: 'usable',
    firstCreated: null,
    versionCreated: null,
    topics: ['floods'],
  },
  change: { class: 'update', silent: false, significance: 0.5 },
});

const page = (updates: Update[], next: number, epoch = 'e1'): UpdatesPage => ({
  epoch,
  head: next,
  updates,
  next: `${epoch}.${next}`,
});
const said = (steps: ChannelStep[]): string[] =>
  steps.map((step) =>
    step.do === 'deliver'
      ? `deliver ${step.update.cursor}`
      : step.do === 'backfill'
        ? `backfill after ${step.after}`
        : `reset to ${step.cursor}`,
  );

describe('a subscriber', () => {
  let reader: ChannelReader;
  beforeEach(() => {
    reader = new ChannelReader('e1.10');
  });
  const take = (seq: number, prev: number, epoch = 'e1'): string[] => said(reader.take(update(seq, prev, epoch)));

  it('is given each update once, and its cursor moves along', () => {
    expect([...take(12, 3), ...take(12, 3), ...take(15, 12), ...take(12, 3)]).toEqual([
      'deliver e1.12',
      'deliver e1.15',
    ]);
    expect(reader.cursor).toBe('e1.15');
  });

  it('is given what it missed before what came after, and that only once', () => {
    take(12, 3);
    expect(take(20, 18)).toEqual(['backfill after e1.12']);
    expect(take(22, 20)).toEqual([]);
    expect(reader.cursor).toBe('e1.12');
    expect(said(reader.filled(page([update(15, 12), update(18, 15), update(20, 18)], 21)))).toEqual([
      'deliver e1.15',
      'deliver e1.18',
      'deliver e1.20',
      'deliver e1.22',
    ]);
    expect(take(20, 18)).toEqual([]);
  });

  it('asks on where a page is not enough, or older than what is known', () => {
    take(12, 3);
    take(20, 18);
    expect(said(reader.filled(page([update(15, 12)], 15)))).toEqual(['deliver e1.15', 'backfill after e1.15']);
    expect(said(reader.filled(page([], 15)))).toEqual(['backfill after e1.15']);
    expect(said(reader.filled(page([update(18, 15), update(20, 18)], 20)))).toEqual(['deliver e1.18', 'deliver e1.20']);
  });

  it('moves on by a sync when nothing is missing, and fills what a sync was wrong about', () => {
    take(12, 3);
    reader.sync('e1.30');
    expect(reader.cursor).toBe('e1.30');
    expect(take(35, 12)).toEqual(['deliver e1.35']);
    reader.sync('e1.50');
    expect(take(55, 40)).toEqual(['backfill after e1.35']);
    expect(said(reader.filled(page([update(40, 35), update(55, 40)], 55)))).toEqual(['deliver e1.40', 'deliver e1.55']);
  });

  it('is told where it can not go on, once, also by a page that does not connect', () => {
    expect(said(reader.reset('e2.4', 'epoch'))).toEqual(['reset to e2.4']);
    expect(reader.reset('e2.4', 'epoch')).toEqual([]);
    expect(take(5, 4, 'e2')).toEqual(['deliver e2.5']);
    expect(take(9, 8, 'e2')).toEqual(['backfill after e2.5']);
    expect(said(reader.filled(page([update(8, 7, 'e2')], 9, 'e2')))).toEqual(['reset to e2.9']);
    expect(take(2, 1, 'e3')).toEqual(['reset to e3.1', 'deliver e3.2']);
  });

  it('begins with whatever comes first where it began now', () => {
    const now = new ChannelReader(null);
    expect(now.cursor).toBeNull();
    expect(said(now.take(update(7, 2)))).toEqual(['deliver e1.7']);
    now.sync('e1.9');
    expect(now.cursor).toBe('e1.9');
  });

  it('holds a bounded number of updates while it waits, and loses none', () => {
    take(12, 3);
    take(20, 18);
    for (let seq = 21; seq <= 1200; seq += 1) take(seq, seq - 1);
    const all = [update(18, 12), ...Array.from({ length: 1181 }, (_, i) => update(20 + i, i === 0 ? 18 : 19 + i))];
    expect(reader.filled(page(all.slice(0, 1000), 1018))).toHaveLength(1001);
    expect(reader.filled(page(all.slice(1000), 1200)).filter((step) => step.do === 'deliver')).toHaveLength(182);
    expect(reader.cursor).toBe('e1.1200');
  });
});

describe('a stream of events', () => {
  const STREAM =
    'retry: 1200\r\n\r\n:\n\nevent: update\ndata: {"a":1}\nid: e1.4\n\ndata: one\ndata: two\r\n\r\nevent: none\n\n';
  const EVENTS = [
    { name: 'update', data: '{"a":1}' },
    { name: 'message', data: 'one\ntwo' },
  ];

  it('is read alike wherever it is cut', () => {
    for (let cut = 0; cut <= STREAM.length; cut += 1) {
      const parser = new EventParser();
      expect([...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))]).toEqual(EVENTS);
      expect(parser.retryMs).toBe(1200);
    }
    const parser = new EventParser();
    expect(STREAM.split('').flatMap((letter) => parser.push(letter))).toEqual(EVENTS);
  });
});
