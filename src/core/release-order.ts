// In which order stories whose embargo has ended come out: no publisher's many hold up another's few.

/** A story that is due, and since when (ms since 1970). */
export type DueStory = { id: string; publisher: string; dueAt: number };

const oldestFirst = (a: DueStory, b: DueStory): number => a.dueAt - b.dueAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Each publisher's own stories, oldest due first. The publisher with the oldest is first. */
function linesOf(due: readonly DueStory[]): DueStory[][] {
  const lines = new Map<string, DueStory[]>();
  for (const story of due.toSorted(oldestFirst)) {
    const line = lines.get(story.publisher);
    if (line === undefined) lines.set(story.publisher, [story]);
    else line.push(story);
  }
  return [...lines.values()];
}

/**
 * The stories in the order of their release, in batches of `size` at most that are written together. Publishers take turns,
 * one story each, and within each the oldest due goes first: so the nth story of a publisher is behind no more than n of any
 * other's. Each story is in one batch, once.
 */
export function releaseOrder(due: readonly DueStory[], size: number): DueStory[][] {
  const order: DueStory[] = [];
  for (let [lines, turn] = [linesOf(due), 0]; lines.length > 0; turn++) {
    for (const line of lines) order.push(...line.slice(turn, turn + 1));
    lines = lines.filter(({ length }) => length > turn + 1);
  }
  return Array.from({ length: Math.ceil(order.length / size) }, (_none, at) => order.slice(at * size, (at + 1) * size));
}
