// What a reader does with what arrives: each revision once, in order, and a whole page wherever something may be
// missing.
import { beforeEach, describe, expect, it } from 'vitest';
import { StoryReader, type StorySnapshot, type StoryStep } from '../../../src/client/connection/story-reader.js';
import { formatCursor } from '../../../src/core/log/cursor.js';
import type { Update } from '../../../src/core/log/update.js';

const STORY = '01890a5d-ac96-774b-bcce-b302099a8057';
const POST = '01890a5d-ac96-774b-bcce-b302099a8058';

type Sketch = {
  seq: number;
  prev: number;
  revision: number;
  epoch?: string;
  story?: string;
  base?: number | null;
  class?: Update['change']['class'];
  silent?: boolean;
  fields?: string[];
  killed?: boolean;
};

const update = ({
  seq,
  prev,
  revision,
  epoch = 'e1',
  story = STORY,
  base = revision - 1,
  class: kind = 'update',
  silent = false,
  fields,
  killed = false,
}: Sketch): Update => ({
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
  change: {
    class: kind,
    silent,
    significance: 0.5,
    ...(fields === undefined ? {} : { fields }),
    ...(base === null ? {} : { base, ops: [{ op: 'edit', at: 0, text: `Revision ${revision}.` }] }),
  },
});

const page = (seq: number, revision: number, epoch = 'e1'): StorySnapshot => ({
  cursor: formatCursor(epoch, seq),
  revisions: { [STORY]: revision },
});

const said = (steps: StoryStep[] | null): string[] =>
  (steps ?? []).map((step) => (step.do === 'reload' ? 'reload' : `${step.do} ${step.update.story.revision}`));

describe('a reader', () => {
  let reader: StoryReader;
  beforeEach(() => {
    reader = new StoryReader(STORY, page(10, 1));
  });
  const take = (sketch: Sketch): string[] => said(reader.take(update(sketch)));

  it('applies updates in order and advances its cursor', () => {
    expect(take({ seq: 12, prev: 3, revision: 2 })).toEqual(['patch 2']);
    expect(take({ seq: 15, prev: 12, revision: 3 })).toEqual(['patch 3']);
    expect(reader.cursor).toBe('e1.15');
  });

  it('skips an update that it has, by cursor or by revision', () => {
    expect(take({ seq: 12, prev: 3, revision: 2 })).toEqual(['patch 2']);
    expect(take({ seq: 12, prev: 3, revision: 2 })).toEqual([]);
    expect(take({ seq: 9, prev: 3, revision: 1 })).toEqual([]);
    expect(take({ seq: 13, prev: 12, revision: 2 })).toEqual([]);
    expect(take({ seq: 14, prev: 13, revision: 3 })).toEqual(['patch 3']);
  });

  it('reloads if an update is missing, and holds later updates until then', () => {
    expect(take({ seq: 12, prev: 3, revision: 2 })).toEqual(['patch 2']);
    expect(take({ seq: 18, prev: 15, revision: 4 })).toEqual(['reload']);
    expect(take({ seq: 20, prev: 18, revision: 5 })).toEqual([]);
    expect(reader.cursor).toBe('e1.12');
    expect(said(reader.loaded(page(18, 4)))).toEqual(['patch 5']);
    expect(reader.cursor).toBe('e1.20');
  });

  it('skips what a loaded page already shows', () => {
    take({ seq: 18, prev: 15, revision: 4 });
    take({ seq: 20, prev: 18, revision: 5 });
    expect(said(reader.loaded(page(19, 5)))).toEqual([]);
    expect(take({ seq: 21, prev: 20, revision: 6 })).toEqual(['patch 6']);
  });

  it('refuses a page older than the gap or than the one on screen', () => {
    take({ seq: 18, prev: 15, revision: 4 });
    expect(reader.loaded(page(17, 3))).toBe(null);
    expect(reader.loaded(page(18, 4))).toEqual([]);
    expect(reader.loaded(page(17, 3))).toBe(null);
  });

  it('detects an update that is missing right after a sync', () => {
    take({ seq: 12, prev: 3, revision: 2 });
    reader.sync('e1.30');
    expect(reader.cursor).toBe('e1.30');
    expect(take({ seq: 35, prev: 33, revision: 4 })).toEqual(['reload']);
  });

  it('continues after a sync from the last update in its channel', () => {
    take({ seq: 12, prev: 3, revision: 2 });
    reader.sync('e1.30');
    reader.sync('e1.25');
    expect(reader.cursor).toBe('e1.30');
    expect(take({ seq: 35, prev: 12, revision: 3 })).toEqual(['patch 3']);
  });

  it('reloads if an update has no ops, or ops for another revision', () => {
    expect(take({ seq: 12, prev: 3, revision: 2, base: null })).toEqual(['reload']);
    expect(said(reader.loaded(page(12, 2)))).toEqual([]);
    expect(take({ seq: 13, prev: 12, revision: 4, base: 3 })).toEqual(['reload']);
  });

  it('reloads after a reset, and accepts only the new epoch', () => {
    expect(said(reader.reset('e2.4'))).toEqual(['reload']);
    expect(take({ seq: 5, prev: 4, revision: 3, epoch: 'e2' })).toEqual([]);
    expect(reader.loaded(page(10, 1))).toBe(null);
    expect(said(reader.loaded(page(4, 2, 'e2')))).toEqual(['patch 3']);
    expect(reader.cursor).toBe('e2.5');
  });

  it('treats an update or a sync of another epoch as a reset', () => {
    expect(take({ seq: 2, prev: 1, revision: 2, epoch: 'e2' })).toEqual(['reload']);
    expect(said(new StoryReader(STORY, page(10, 1)).sync('e2.1'))).toEqual(['reload']);
  });

  it('removes a killed story at once, and reloads if it comes back', () => {
    expect(take({ seq: 12, prev: 3, revision: 2, killed: true, class: 'kill' })).toEqual(['kill 2']);
    expect(take({ seq: 13, prev: 12, revision: 3 })).toEqual(['reload']);
  });

  it('waits for the next update if the server has no such page', () => {
    take({ seq: 18, prev: 15, revision: 4 });
    expect(said(reader.absent())).toEqual([]);
    expect(reader.cursor).toBe('e1.18');
    expect(take({ seq: 20, prev: 18, revision: 5 })).toEqual(['reload']);
  });

  it('reloads for a new post of a live blog, and removes a killed one', () => {
    expect(take({ seq: 12, prev: 3, revision: 1, story: POST, base: null })).toEqual(['reload']);
    reader.loaded({ cursor: 'e1.12', revisions: { [STORY]: 1, [POST]: 1 } });
    expect(take({ seq: 13, prev: 12, revision: 1, story: POST, base: null })).toEqual([]);
    expect(take({ seq: 14, prev: 13, revision: 2, story: POST, killed: true })).toEqual(['kill 2']);
  });

  it('reloads at once if a change shows outside the text, and never if the ops are the whole change', () => {
    expect(reader.take(update({ seq: 12, prev: 3, revision: 2, fields: ['versionCreated'] }))).toMatchObject([
      { do: 'patch', reload: 'soon' },
    ]);
    expect(
      reader.take(update({ seq: 13, prev: 12, revision: 3, fields: ['versionCreated', 'correction'] })),
    ).toMatchObject([{ do: 'patch', reload: 'now' }]);
    expect(reader.take(update({ seq: 14, prev: 13, revision: 4, silent: true, fields: [] }))).toMatchObject([
      { do: 'patch', reload: 'never' },
    ]);
    expect(reader.take(update({ seq: 15, prev: 14, revision: 5, silent: true }))).toMatchObject([
      { do: 'patch', reload: 'soon' },
    ]);
  });

  it('holds a bounded number of updates during a reload, then requires a page that includes them', () => {
    take({ seq: 20, prev: 15, revision: 2 });
    for (let seq = 21; seq <= 521; seq++) take({ seq, prev: seq - 1, revision: seq });
    expect(reader.loaded(page(400, 400))).toBe(null);
    expect(said(reader.loaded(page(521, 521)))).toEqual([]);
  });
});
