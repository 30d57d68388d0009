// Whether a sentence says of its own text that it was corrected: by a label, a phrase, or a self-reference
// with an error.
import { isLabelledCorrection } from './label.js';
import { hasCorrectionPhrase } from './phrase.js';
import { noteHead, stemFilter } from './prefilter.js';
import { isSelfCorrection } from './self-correction.js';
import { CORRECTION_STEMS } from './stems.js';

const mayBeCorrection = stemFilter(CORRECTION_STEMS);

/** True where a sentence says that this text corrects an error, in some thirty languages. */
export function isCorrectionNote(sentence: string): boolean {
  const head = noteHead(sentence);
  return mayBeCorrection(head) && (isLabelledCorrection(head) || hasCorrectionPhrase(head) || isSelfCorrection(head));
}
