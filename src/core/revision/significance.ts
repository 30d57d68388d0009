// How much a change matters to a reader, from 0 to 1.
import type { ChangeClass } from '../story/change.js';
import type { TextChange } from './text-change.js';

/**
 * The weight of each kind of evidence: each reduces the remaining doubt by this share, so more evidence never
 * lowers the result.
 */
const WEIGHTS = { fact: 0.2, share: 0.45, numbers: 0.15, negations: 0.2, names: 0.1, lead: 0.1, headline: 0.15 };

function ofFacts({ body, headline, share }: TextChange): number {
  const touched = (what: 'numbers' | 'negations' | 'names'): number =>
    body[what] || headline[what] ? WEIGHTS[what] : 0;
  const evidence = [
    WEIGHTS.fact,
    WEIGHTS.share * Math.sqrt(share),
    touched('numbers'),
    touched('negations'),
    touched('names'),
    body.lead ? WEIGHTS.lead : 0,
    headline.facts ? WEIGHTS.headline : 0,
  ];
  return 1 - evidence.reduce((doubt, weight) => doubt * (1 - weight), 1);
}

function unrounded(verdict: ChangeClass | 'unchanged', text: TextChange, isStatusChange: boolean): number {
  switch (verdict) {
    case 'kill':
    case 'first':
      return 1;
    case 'correction':
      return 0.5 + 0.5 * (text.body.facts || text.headline.facts ? ofFacts(text) : 0);
    case 'update':
      return text.body.facts || text.headline.facts ? ofFacts(text) : 0.1;
    case 'headline':
      return text.headline.facts ? ofFacts(text) : 0.05;
    case 'refile':
      return 0.03 + 0.06 * text.share;
    case 'status':
      return isStatusChange ? 0.6 : 0.1;
    default:
      return 0;
  }
}

/**
 * From this on, a change matters to readers of the story, as facts and corrections do. Spelling, stamps, pins
 * and images stay below.
 */
export const SIGNIFICANT_FROM = 0.2;

/**
 * The significance of a change: 0 (irrelevant to readers) to 1 (the story says something else), rounded to
 * three decimals.
 */
export const significanceOf = (verdict: ChangeClass | 'unchanged', text: TextChange, isStatusChange: boolean): number =>
  Math.round(
    1000 * Math.max(unrounded(verdict, text, isStatusChange), isStatusChange && verdict !== 'unchanged' ? 0.6 : 0),
  ) / 1000;
