import { ARABIC } from './arabic.js';
import { BALTIC } from './baltic.js';
import { BENGALI } from './bengali.js';
import { BULGARIAN } from './bulgarian.js';
import { CATALAN } from './catalan.js';
import { CHINESE } from './chinese.js';
import { CZECH } from './czech.js';
import { DANISH } from './danish.js';
import { DUTCH } from './dutch.js';
import { ENGLISH } from './english.js';
import { FINNISH } from './finnish.js';
import { FRENCH } from './french.js';
import { GERMAN } from './german.js';
import { GREEK } from './greek.js';
import { HEBREW } from './hebrew.js';
import { HINDI } from './hindi.js';
import { HUNGARIAN } from './hungarian.js';
import { ICELANDIC } from './icelandic.js';
import { INDONESIAN } from './indonesian.js';
import { ITALIAN } from './italian.js';
import { JAPANESE } from './japanese.js';
import { KOREAN } from './korean.js';
import { LABELS_ONLY } from './labels-only.js';
import type { LanguagePack } from './language-pack.js';
import { NORWEGIAN } from './norwegian.js';
import { PERSIAN } from './persian.js';
import { POLISH } from './polish.js';
import { PORTUGUESE } from './portuguese.js';
import { ROMANIAN } from './romanian.js';
import { RUSSIAN } from './russian.js';
import { SERBO_CROATIAN } from './serbo-croatian.js';
import { SLOVAK } from './slovak.js';
import { SLOVENIAN } from './slovenian.js';
import { SPANISH } from './spanish.js';
import { SWEDISH } from './swedish.js';
import { THAI } from './thai.js';
import { TURKISH } from './turkish.js';
import { UKRAINIAN } from './ukrainian.js';
import { VIETNAMESE } from './vietnamese.js';

/**
 * Every language, in order of precedence: where two languages share a label, month or unit, the first one
 * counts.
 */
export const ALL_LANGUAGES: readonly LanguagePack[] = [
  ENGLISH, GERMAN, DUTCH, SWEDISH, DANISH, ...NORWEGIAN, ICELANDIC, FRENCH, SPANISH, PORTUGUESE, ITALIAN,
  ROMANIAN, CATALAN, POLISH, CZECH, RUSSIAN, UKRAINIAN, BULGARIAN, TURKISH, FINNISH, HUNGARIAN, GREEK,
  HINDI, BENGALI, ARABIC, HEBREW, SLOVAK, SLOVENIAN, ...SERBO_CROATIAN, ...BALTIC, CHINESE, JAPANESE,
  KOREAN, THAI, VIETNAMESE, INDONESIAN, ...LABELS_ONLY, PERSIAN,
];
