import { re } from './correction-words.js';

/** Not the earlier version of somebody else's work: `versión anterior de la ley`. */
export const OF_OTHERS =
  re`(?! d(?:e|el|u|es|i|o|a|os|as|ella|elle|ei|ello) (?!est[ae]|ess[ae]|nuestr|noss|quest|nostr|ce|notre|` +
  re`(?:el |la |le |o |a )?(?:artícul|artig|articol|articl|text|test|nota|notici|notíci|notizi|report|` +
  re`matéria|pezzo|titul|titol|titre)))(?! d['’](?!articl|articol))(?! dell['’](?!articol))` +
  re`(?! de l['’](?!articl))`;
