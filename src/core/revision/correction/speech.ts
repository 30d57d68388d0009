// Words of news about what somebody said. A note is the paper's own voice.
import { re } from './words/correction-words.js';

/** Before what was said: `she said that this story …`. */
export const SPEECH_VERBS = [
  'said', 'says', 'claims?', 'insists?', 'called', 'calls', 'sagte', 'sagt', 'mit', 'erklärte', 'nannte', 'nennt',
  'assure', 'affirme', 'juge', 'dijo', 'dice', 'afirma', 'disse', 'diz', 'detto', 'noemt', 'noemde', 'zegt',
  'zei', 'podał[oa]?', 'twierdzi', 'säger', 'siger', 'oplyser', 'sier', 'hevder', re`называ\p{L}*`,
  re`назвал\p{L}*`, re`заяви\p{L}+`, 'قالت?', 'कहा',
];

/** Between the verb and what was said. */
export const THAT = [' that', ',? dass', ',? que', ',? che', ',? dat', ',? att?', ',? że', ',? что', ',? إن', ',? कि', ','];

/** What was said begins with one of these. */
export const THIS = [
  'this', 'diese[rsn]?', 'est[ae]', 'cet', 'cette', 'quest[oa]', 'dit', 'deze', 'ten', 'ta', 'denne', 'dette',
  'den här', re`эт\p{L}+`, 'هذا', 'هذه', 'यह', 'इस',
];

/** At the end of the sentence, where languages put the verb last. */
export const FINAL_SPEECH_VERBS = ['밝혔다', '주장했다', 'と述べた', 'と発表した', 'açıkladı', 'duyurdu'];

/** After a quotation: `…”, the minister said`. */
export const ATTRIBUTIONS = [
  'said', 'says', 'told', 'wrote', 'sagte[n]?', 'sagt', 'erklärte', 'so der', 'so die',
  'a (?:dit|déclaré|affirmé|estimé)', 'dijo', 'afirmó', 'aseguró', 'según', 'disse', 'afirmou', 'segundo',
  'ha (?:detto|dichiarato)', 'secondo', 'zei', 'aldus', 'zegt', re`powiedział\p{L}*`, 'säger', 'sade', 'siger',
  'sagde', 'sier', 'sa', 'sanoo', 'sanoi', 'dedi', 'diyor', re`сказал\p{L}*`, re`заявил\p{L}*`, re`сообщил\p{L}*`,
  'уточнили', 'kata', 'ujar', 'dit',
];

/** In `this story is false`, which somebody says of a report. */
export const IS = ['is', 'ist', 'sei', 'es', 'é', 'è', 'est', 'está', 'jest', 'är', 'er', 'on', 'это'];

/** And what it is said to be. */
export const FALSE = [
  'wrong', 'false', 'falsch', 'fehlerhaft', 'unrichtig', 'faux', 'fausse', 'errón', 'incorr', 'inexact',
  'equivoc', 'fals', 'errad', 'sbagliat', 'errat', 'błędn', 'nieprawd', 'felaktig', 'forkert', 'feil', 'fel',
  'onjuist', 'verkeerd', 'foutief', 'väär',
];
