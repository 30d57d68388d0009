import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { releaseOrder, type DueStory } from '../../src/core/release-order.js';

const due = fc
  .uniqueArray(fc.record({ id: fc.uuid(), publisher: fc.constantFrom('a', 'b', 'c', 'd'), dueAt: fc.integer({ min: 0, max: 20 }) }), { selector: ({ id }) => id, maxLength: 60 });
const size = fc.integer({ min: 1, max: 10 });

describe('stories whose embargo has ended come out', () => {
  test('each once, in full batches but for the last', () => {
    fc.assert(
      fc.property(due, size, (stories, most) => {
        const batches = releaseOrder(stories, most);
        expect(batches.flat().toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(stories.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
        expect(batches.slice(0, -1).every(({ length }) => length === most)).toBe(true);
        expect(batches.every(({ length }) => length > 0 && length <= most)).toBe(true);
      }),
    );
  });

  test('the oldest due of a publisher first, whatever order they are found in', () => {
    fc.assert(
      fc.property(due, fc.infiniteStream(fc.nat()), (stories, chance) => {
        const order = releaseOrder(stories, 7).flat();
        for (const publisher of ['a', 'b', 'c', 'd']) {
          const times = order.filter((story) => story.publisher === publisher).map(({ dueAt }) => dueAt);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
        }
        const mixed = stories.map((story) => ({ story, at: chance.next().value })).toSorted((a, b) => a.at - b.at).map(({ story }) => story);
        expect(releaseOrder(mixed, 7).flat()).toEqual(order);
      }),
    );
  });

  test('publishers in turn: before the nth story of one stand n of each other at most', () => {
    fc.assert(
      fc.property(due, (stories) => {
        const order = releaseOrder(stories, 5).flat();
        const seen = new Map<string, number>();
        for (const { publisher } of order) {
          const nth = (seen.get(publisher) ?? 0) + 1;
          seen.set(publisher, nth);
          for (const count of seen.values()) expect(count).toBeLessThanOrEqual(nth);
        }
      }),
    );
  });

  test('so that ten thousand of one publisher hold up nobody’s one', () => {
    const many: DueStory[] = Array.from({ length: 10_000 }, (_none, at) => ({ id: `many-${String(at).padStart(5, '0')}`, publisher: 'many', dueAt: 0 }));
    const [first] = releaseOrder([...many, { id: 'one', publisher: 'other', dueAt: 1_000 }], 100);
    expect(first?.slice(0, 2).map(({ id }) => id)).toEqual(['many-00000', 'one']);
  });

  test('and of nothing there is nothing', () => {
    expect(releaseOrder([], 10)).toEqual([]);
  });
});
