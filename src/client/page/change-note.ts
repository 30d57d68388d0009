// Describes a change in one line.
import type { Change, Op } from '../../core/story/change.js';

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const VERBS = { edit: 'changed', add: 'added', delete: 'removed', move: 'moved' } as const;

/** For example `one sentence changed, two sentences added`; empty without ops. */
export function opsSummary(ops: readonly Op[]): string {
  const kinds = ['edit', 'add', 'delete', 'move'] as const;
  return kinds
    .map((kind) => ({ kind, count: ops.filter(({ op }) => op === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${NUMBERS[count] ?? count} ${count === 1 ? 'sentence' : 'sentences'} ${VERBS[kind]}`)
    .join(', ');
}

const LEADS: Record<Change['class'], string> = {
  first: 'Just published',
  stamp: 'New time stamp, text unchanged',
  refile: 'Small fix just now',
  update: 'Updated just now',
  correction: 'Corrected just now',
  headline: 'New headline',
  status: 'Status changed',
  kill: 'This story was withdrawn',
};

/** The notice for a change that was just shown. */
export function changeNote(change: Pick<Change, 'class' | 'silent'>, ops: readonly Op[]): string {
  const lead = change.silent ? 'Edited without a new time stamp' : LEADS[change.class];
  const summary = opsSummary(ops);
  return summary === '' ? lead : `${lead}: ${summary}`;
}
