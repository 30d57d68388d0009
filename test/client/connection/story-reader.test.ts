// What a reader does with what arrives: each revision once, in order, and a whole page wherever something may be missing.
import { beforeEach, describe, expect, it } from 'vitest';
import { StoryReader, type StorySnapshot, type StoryStep } from '../../../src/client/connection/story-reader.js';
import { formatCursor } from '../../../src/core/log/cursor.js';
import type { Update } from '../../../src/core/log/update.js';

const STORY = '01890a5d-ac96-774b-bcce-b302099a8057';
const POST = '01890a5d-ac96-774b-bcce-b302099a8058';

type Sketch = { seq: number; prev: number; revision: number; epoch?: string; story?: string; base?: number | null; class?: Update['change']['class']; silent?: boolean; fields?: string[]; killed?: boolean };

const update = ({ seq, prev, revision, epoch = 'e1', story = STORY, base = revision - 1, class: kind = 'update', silent = false, fields, killed = false }: Sketch): Update => ({
  channel: `story/${STORY}`,
  cursor: formatCursor(epoch, seq),
  prev,
  at: '2022-01-08T07:23:00Z',
  story: {
    id: story,
    uri: null,
    url: null,
    kind: 'article',
    revision,
    headline: 'A headline',
    pubStatus: killed ? 'canceled' : 'usable',
    firstCreated: null,
    versionCreated: null,
    topics: [],
  },
  change: { class: kind, silent, significance: 0.5, ...(fields === undefined ? {} : { fields }), ...(base === null ? {} : { base, ops: [{ op: 'edit', at: 0, text: `Revision ${revision}.` }] }) },
});

const page = (seq: number, revision: number, epoch = 'e1'): StorySnapshot => ({ cursor: formatCursor(epoch, seq), revisions: { [STORY]: revision } });

const said = (steps: StoryStep[] | null): string[] => (steps ?? []).map((step) => (step.do === 'reload' ? 'load' : `${step.do} ${step.update.story.revision}`));

describe('a reader', () => {
  let reader: StoryReader;
  beforeEach(() => {
    reader = new StoryReader(STORY, page(10, 1));
  });
  const take = (sketch: Sketch): string[] => said(reader.take(update(sketch)));

  it('shows updates in order and moves its cursor along', () => {
    expect(take({ seq: 12, prev: 3, revision: 2 })).toEqual(['show 2']);
    expect(take({ seq: 15, prev: 12, revision: 3 })).toEqual(['show 3']);
    expect(reader.cursor).toBe('e1.15');
  });

  it('takes nothing twice, whether by its place or by its revision', () => {
    expect(take({ seq: 12, prev: 3, revision: 2 })).toEqual(['show 2']);
    expect(take({ seq: 12, prev: 3, revision: 2 })).toEqual([]);
    expect(take({ seq: 9, prev: 3, revision: 1 })).toEqual([]);
    expect(take({ seq: 13, prev: 12, revision: 2 })).toEqual([]);
    expect(take({ seq: 14, prev: 13, revision: 3 })).toEqual(['show 3']);
  });

  it('loads the page where an update is missing, and holds the rest until then', () => {
    expect(take({ seq: 12, prev: 3, revision: 2 })).toEqual(['show 2']);
    expect(take({ seq: 18, prev: 15, revision: 4 })).toEqual(['load']);
    expect(take({ seq: 20, prev: 18, revision: 5 })).toEqual([]);
    expect(reader.cursor).toBe('e1.12');
    expect(said(reader.loaded(page(18, 4)))).toEqual(['show 5']);
    expect(reader.cursor).toBe('e1.20');
  });

  it('skips what a loaded page already shows', () => {
    take({ seq: 18, prev: 15, revision: 4 });
    take({ seq: 20, prev: 18, revision: 5 });
    expect(said(reader.loaded(page(19, 5)))).toEqual([]);
    expect(take({ seq: 21, prev: 20, revision: 6 })).toEqual(['show 6']);
  });

  it('refuses a page that is older than the gap, or than what is on screen', () => {
    take({ seq: 18, prev: 15, revision: 4 });
    expect(reader.loaded(page(17, 3))).toBe(null);
    expect(reader.loaded(page(18, 4))).toEqual([]);
    expect(reader.loaded(page(17, 3))).toBe(null);
  });

  it('finds an update that is missing right after a sync', () => {
    take({ seq: 12, prev: 3, revision: 2 });
    reader.sync('e1.30');
    expect(reader.cursor).toBe('e1.30');
    expect(take({ seq: 35, prev: 33, revision: 4 })).toEqual(['load']);
  });

  it('goes on after a sync from the last update in its channel', () => {
    take({ seq: 12, prev: 3, revision: 2 });
    reader.sync('e1.30');
    reader.sync('e1.25');
    expect(reader.cursor).toBe('e1.30');
    expect(take({ seq: 35, prev: 12, revision: 3 })).toEqual(['show 3']);
  });

  it('loads the page where there are no ops, or ops for another revision', () => {
    expect(take({ seq: 12, prev: 3, revision: 2, base: null })).toEqual(['load']);
    expect(said(reader.loaded(page(12, 2)))).toEqual([]);
    expect(take({ seq: 13, prev: 12, revision: 4, base: 3 })).toEqual(['load']);
  });

  it('starts anew after a reset, in the new epoch only', () => {
    expect(said(reader.reset('e2.4'))).toEqual(['load']);
    expect(take({ seq: 5, prev: 4, revision: 3, epoch: 'e2' })).toEqual([]);
    expect(reader.loaded(page(10, 1))).toBe(null);
    expect(said(reader.loaded(page(4, 2, 'e2')))).toEqual(['show 3']);
    expect(reader.cursor).toBe('e2.5');
  });

  it('takes an update or a sync of another epoch for a reset', () => {
    expect(take({ seq: 2, prev: 1, revision: 2, epoch: 'e2' })).toEqual(['load']);
    expect(said(new StoryReader(STORY, page(10, 1)).sync('e2.1'))).toEqual(['load']);
  });

  it('drops a killed story at once, and takes a whole page should it come back', () => {
    expect(take({ seq: 12, prev: 3, revision: 2, killed: true, class: 'kill' })).toEqual(['kill 2']);
    expect(take({ seq: 13, prev: 12, revision: 3 })).toEqual(['load']);
  });

  it('waits for what comes next where the server has no such page', () => {
    take({ seq: 18, prev: 15, revision: 4 });
    expect(said(reader.absent())).toEqual([]);
    expect(reader.cursor).toBe('e1.18');
    expect(take({ seq: 20, prev: 18, revision: 5 })).toEqual(['load']);
  });

  it('loads the page for a new post of a live blog, and drops a killed one', () => {
    expect(take({ seq: 12, prev: 3, revision: 1, story: POST, base: null })).toEqual(['load']);
    reader.loaded({ cursor: 'e1.12', revisions: { [STORY]: 1, [POST]: 1 } });
    expect(take({ seq: 13, prev: 12, revision: 1, story: POST, base: null })).toEqual([]);
    expect(take({ seq: 14, prev: 13, revision: 2, story: POST, killed: true })).toEqual(['kill 2']);
  });

  it('compares with the page at once where a change shows outside the text, and not at all where ops are the whole of it', () => {
    expect(reader.take(update({ seq: 12, prev: 3, revision: 2, fields: ['versionCreated'] }))).toMatchObject([{ do: 'show', compare: 'soon' }]);
    expect(reader.take(update({ seq: 13, prev: 12, revision: 3, fields: ['versionCreated', 'correction'] }))).toMatchObject([{ do: 'show', compare: 'now' }]);
    expect(reader.take(update({ seq: 14, prev: 13, revision: 4, silent: true, fields: [] }))).toMatchObject([{ do: 'show', compare: 'never' }]);
    expect(reader.take(update({ seq: 15, prev: 14, revision: 5, silent: true }))).toMatchObject([{ do: 'show', compare: 'soon' }]);
  });

  it('holds a bounded number of updates while a page loads, then asks for a page that has them', () => {
    take({ seq: 20, prev: 15, revision: 2 });
    for (let seq = 21; seq <= 521; seq++) take({ seq, prev: seq - 1, revision: seq });
    expect(reader.loaded(page(400, 400))).toBe(null);
    expect(said(reader.loaded(page(521, 521)))).toEqual([]);
  });
});
