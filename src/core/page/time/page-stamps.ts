// Every candidate for a page's times, of whatever origin, each with the words that it was read from. None is judged here.
import type { PageLabels } from './visible-label.js';
import { readVisibleLabels, readTimeElements, rereadStamp } from './visible-label.js';
import { guessDate } from './bare-date.js';
import { dayInUrl } from '../document/head.js';
import type { PageLayout } from '../part/layout.js';
import { pageOffset } from './clock-offset.js';
import { dateInScripts } from '../document/script-date.js';
import { readStamp, type StampContext } from '../../stamp/grammar.js';
import type { Origin, Stamp } from '../../story/story.js';

function readAll(values: (string | null)[], kind: Stamp['kind'], from: Origin, context: StampContext): Stamp[] {
  return values.map((value) => (value === null ? null : readStamp(value, kind, from, context))).filter((stamp) => stamp !== null);
}

/** Each candidate once: labels in the order of the page, then the machine's in their rank. */
function gather(seen: Stamp[], layout: PageLayout, address: string | null, context: StampContext): Stamp[] {
  const { tree, head, linked, regions, storyRange, isLiveBlog } = layout;
  const all = [
    ...seen,
    ...readAll([linked?.modified ?? null], 'updated', 'json-ld', context), ...readAll([linked?.published ?? null], 'published', 'json-ld', context),
    ...readAll(head.modified, 'updated', 'meta', context), ...readAll(head.published, 'published', 'meta', context),
    ...readTimeElements(tree, regions, storyRange, isLiveBlog, context), ...readAll([dayInUrl(address, context.now)], 'published', 'url', context),
  ];
  // What nothing surer says is asked of scripts, and of dates that stand about without a label.
  if (!all.some(({ kind, from, approximate }) => kind === 'published' && from !== 'url' && approximate !== true)) {
    const guessed = guessDate(layout, context);
    all.push(...readAll([dateInScripts(layout.tree.otherScripts)], 'published', 'meta', context), ...(guessed === null ? [] : [guessed]));
  }
  return [...new Map(all.map((stamp) => [`${stamp.from} ${stamp.kind} ${stamp.text}`, stamp])).values()];
}

/**
 * The page's stamps; `within` are those that the story's own lines had. Where no zone is known, the page's own offset is looked for,
 * and labels that lacked it are read again. A footer's label counts only where nothing else says when.
 */
export function collectStamps(layout: PageLayout, within: Stamp[], address: string | null, context: StampContext): { stamps: Stamp[]; labels: PageLabels } {
  const { head, linked } = layout;
  const labels = readVisibleLabels(layout, within, context);
  const others = labels.footer ? gather([], layout, address, context) : [];
  const stamps = others.length > 0 ? others : gather(labels.stamps, layout, address, context);
  const offset = context.zone === undefined ? pageOffset([linked?.modified, linked?.published, ...head.modified, ...head.published], stamps) : null;
  if (offset === null) return { stamps, labels };
  const clocked: StampContext = { ...context, zone: offset };
  const seen = stamps.filter(({ from }) => from === 'label').map((stamp) => rereadStamp(stamp, clocked));
  return { stamps: gather(seen, layout, address, clocked), labels };
}
