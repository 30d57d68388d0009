// Labels that only sound like one: in a sentence, in legal small print, about something else than the story.
import { foldWord } from './fold-word.js';
import { isMark, isYear, type Token } from './tokenizer.js';
import { AFTER_SPAN, HOUR_WORDS, MERIDIEMS, MONTHS, UNITS, WEEKDAYS, type Label } from './vocabulary.js';
import { isZoneWord } from './zone-offset.js';

const words = (text: string): Set<string> => new Set(text.trim().split(/\s+/).map(foldWord));

/** Auxiliaries, articles and conjunctions that a label never follows, unless the page itself is the sentence's subject. */
const PROSE_BEFORE = words(`
  was were is are be been being has have had not an a the to will when since and or get which that who he she they it we you i wurde wurden wird werden
  ist hat sich hatte und oder war été est ont fut sera avait fue fueron ha han ser será sido es foi foram são está é stato stata è sono werd zijn został
  została był byl była было был была были blev har er ble on oli olivat и
`);
const AND = words('and und et y e en i och og и ja');
const AUXILIARY = words(`
  was were is are been has have had wurde wird ist été est a fue ha sido foi é stato è werd został została был было была blev har er ble last
`);
/** What a page calls itself: "This page was last updated on …" is a stamp. */
const SELF = words(`
  page article story post report document entry item guide review site website content piece seite artikel beitrag text meldung texte página artículo
  nota noticia artigo matéria notícia pagina articolo notizia strona artykuł tekst artikeln sidan artiklen siden artikkelen sivu artikkeli juttu sayfa
  haber içerik страница материал статья новость стаття bericht this
`);
/** What has terms of its own that were updated. */
const LEGAL = words(`
  privacy cookie cookies datenschutz datenschutzerklärung nutzungsbedingungen agb confidentialité privacidad privacidade riservatezza privacybeleid
  prywatności конфиденциальности gizlilik 隐私 隱私 プライバシー 利用規約 개인정보 impressum
`);
/** What else a label may be about, where it stands right before it. */
const OTHER = words('copyright version app prices price weather market markets quotes scores fixtures standings data chart map schedule');
const TERMS = 'terms of|terms and|terms &|user agreement|conditions of|mentions légales|aviso legal|términos y|termini e|termos de'.split('|').map((pair) => pair.split(' ').map(foldWord));

const TIMELY = [MONTHS, WEEKDAYS, HOUR_WORDS, MERIDIEMS, UNITS, AFTER_SPAN, words('article artikel read lecture tarihinde itibariyla')];
const isTimely = (token: Token): boolean => token.kind === 'number' || TIMELY.some((known) => known.has(token.folded)) || isZoneWord(token.text.toUpperCase());

/** True where the label's first word is written as no label's first word is: in small letters, of a script that has capitals. */
const isSmall = (token: Token): boolean => token.text === token.text.toLowerCase() && token.text !== token.text.toUpperCase();

/** True where the page names itself shortly before a place. */
export const mentionsPage = (tokens: Token[], at: number): boolean => tokens.slice(Math.max(0, at - 5), at).some(({ folded }) => SELF.has(folded));

function isLegal(tokens: Token[], at: number): boolean {
  const near = tokens.slice(Math.max(0, at - 6), at);
  if (OTHER.has(tokens[at - 1]?.folded ?? '')) return true;
  return near.some((token, index) => LEGAL.has(token.folded) || TERMS.some(([first, second]) => token.folded === first && near[index + 1]?.folded === second));
}

/** True where a label at `at`, whose words end before `after`, is part of a sentence or belongs to something else. */
export function isLabelInProse(tokens: Token[], at: number, after: number, label: Label, lineStart: boolean): boolean {
  const [token, before] = [tokens[at], tokens[at - 1]];
  if (token === undefined || isLegal(tokens, at)) return true;
  const small = isSmall(token);
  // "Candidates published: October 11" heads a list; "act" and "agg" are abbreviations only with their full stop.
  if (small && label.kind === 'published' && before?.kind === 'word' && before.end !== token.start && !isTimely(before) && !lineStart) return true;
  if (label.isCommonWord && label.words.length === 1 && token.text.length <= 4 && !['.', ':', 'le', 'el', 'il'].includes(tokens[after]?.folded ?? '')) return true;
  const announced = isMark(tokens[after], ':') || (isMark(tokens[after + 1], ':') && tokens[after]?.kind === 'word');
  if (announced) return false;
  // ", modifié à 13h43" after a time goes on with the stamp.
  const said = tokens[at - (before?.kind === 'mark' ? 2 : 1)];
  const goesOn = said !== undefined && isTimely(said);
  if (label.isCommonWord && small && !goesOn) return true;
  if (label.isCommonWord && /^\p{Lo}/u.test(token.text) && tokens[after]?.kind !== 'number') return true;
  if (!small || before === undefined || lineStart) return false;
  if (before.kind === 'mark') {
    // "A study, published Nov 3, 2023, found", "the rules (updated May 3)": what stands before is no time.
    if (before.text === '(') return said !== undefined && !isTimely(said);
    return before.text === ',' && said !== undefined && said.kind === 'word' && isSmall(said) && !isTimely(said);
  }
  // "Posted 1:43 PM, Nov 3 and last updated 2:10 PM"
  const earlier = tokens[at - 2];
  if (AND.has(before.folded) && earlier !== undefined && isTimely(earlier)) return false;
  if (PROSE_BEFORE.has(before.folded)) return !(AUXILIARY.has(before.folded) && mentionsPage(tokens, at));
  // Mid-sentence: a word in small letters stands before the label, and it is neither a time nor the page's own name.
  return before.kind === 'word' && isSmall(before) && before.end !== token.start && !isTimely(before) && !SELF.has(before.folded) && !isYear(before);
}
