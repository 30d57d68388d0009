// A sentence that names its own text (this article, our headline, its earlier version) and an error, or in
// which the editors admit one. A self-reference or an error alone is ordinary news.
import { LANGUAGES, ofAllLanguages } from './languages.js';
import { any, re } from './words/correction-words.js';
import { ATTRIBUTIONS, FALSE, FINAL_SPEECH_VERBS, IS, SPEECH_VERBS, THAT, THIS } from './speech.js';

/** Characters between a self-reference and an error at most. */
const NEAR = '[^!?。！？]{0,160}?';

/** Bounds what follows a stem, and ends the word: an endless word would else be tried at every length. */
const bounded = (fragment: string): string => fragment.replace(/\\p\{L\}[+*]/g, re`\p{L}{0,14}(?!\p{L})`);
const anyBounded = (fragments: readonly string[]): string => any(...fragments.map(bounded));
const asWord = (fragments: readonly string[]): string => re`(?<![\p{L}\p{M}])${anyBounded(fragments)}`;
/** "This story is false" is news, and corrects nothing. */
const NOT_DENIED = re`(?! ${any(...IS)} (?:\p{L}{1,14} )?${any(...FALSE)})`;
/** Scripts without spaces have no word boundaries. */
const isUnspaced = (text: string): boolean => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u.test(text);

const SELF_CORRECTIONS = LANGUAGES.flatMap(({ selfReferences = [], errors = [] }) => {
  if (selfReferences.length === 0) return [];
  const [self, error] = isUnspaced(selfReferences.join(''))
    ? [anyBounded(selfReferences), anyBounded(errors)]
    : [asWord(selfReferences) + NOT_DENIED, asWord(errors)];
  return [new RegExp(`${self}${NEAR}${error}|${error}${NEAR}${self}`, 'iu')];
});
const ANY_ERROR = anyBounded(ofAllLanguages('errors'));
const ERROR = new RegExp(ANY_ERROR, 'iu');
/** One or two words and a colon may precede an admission. */
const ADMISSION = new RegExp(
  re`^[^\p{L}]*(?:\p{L}{2,14}(?: \p{L}{2,12}){0,2} ?[:：] ?)?${anyBounded(ofAllLanguages('admissions'))}`,
  'iu',
);
const EDITORS_NOTE = new RegExp(
  re`^[\p{P}\p{S}\s]*${any(...ofAllLanguages('editorsNotes'))}.{0,400}(?:${ANY_ERROR}|${any(...ofAllLanguages('versions'))})`,
  'iu',
);

/** Somebody says of a report that it is wrong: the verb precedes the self-reference, or ends the sentence. */
const REPORTED = new RegExp(
  re`(?<!\p{L})${any(...SPEECH_VERBS)}(?: \p{L}{1,14}){0,3}?${any(...THAT)}? ${any(...THIS)}(?!\p{L})` +
    re`|${any(...FINAL_SPEECH_VERBS)}[.。]?$`,
  'iu',
);
/** A quotation of somebody other than "we". */
const ATTRIBUTED = new RegExp(
  re`[,”"»“]\s+(?!(?:and |but )?we )(?:\p{L}+[ .]){0,5}?${any(...ATTRIBUTIONS)}(?!\p{L})`,
  'iu',
);

/** True where a sentence says of its own text that it was wrong or was corrected. Linear in its length. */
export function isSelfCorrection(sentence: string): boolean {
  if (EDITORS_NOTE.test(sentence)) return true;
  if (ATTRIBUTED.test(sentence) || REPORTED.test(sentence)) return false;
  return (
    ADMISSION.test(sentence) || (ERROR.test(sentence) && SELF_CORRECTIONS.some((pattern) => pattern.test(sentence)))
  );
}
