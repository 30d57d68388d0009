// How much a change matters to a reader, from 0 to 1.
import type { ChangeClass } from '../story/change.js';
import type { TextChange } from './text-change.js';

/** What each kind of evidence adds, as the share of the remaining doubt that it takes away: more evidence never weighs less. */
const WEIGHTS = { fact: 0.2, share: 0.45, numbers: 0.15, negations: 0.2, names: 0.1, lead: 0.1, headline: 0.15 };

function ofFacts({ body, headline, share }: TextChange): number {
  const touched = (what: 'numbers' | 'negations' | 'names'): number => (body[what] || headline[what] ? WEIGHTS[what] : 0);
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

function raw(verdict: ChangeClass | 'unchanged', text: TextChange, statusMoved: boolean): number {
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
      return statusMoved ? 0.6 : 0.1;
    default:
      return 0;
  }
}

/** From here on a change matters to who has read the story: facts and corrections do; spelling, stamps, pins and pictures don't. */
export const SIGNIFICANT_FROM = 0.2;

/** The significance of a change: 0 (no reader would care) to 1 (the story says something else), in thousandths. */
export const significanceOf = (verdict: ChangeClass | 'unchanged', text: TextChange, statusMoved: boolean): number =>
  Math.round(1000 * Math.max(raw(verdict, text, statusMoved), statusMoved && verdict !== 'unchanged' ? 0.6 : 0)) / 1000;
