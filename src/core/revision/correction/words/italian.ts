import { re, type CorrectionWords } from './correction-words.js';
import { OF_OTHERS } from './romance.js';

export const ITALIAN: CorrectionWords = {
  labels: ['correzion[ei]', 'rettific[ah]e?', 'precisazion[ei]'],
  ofTheEditors: ['della redazione'],
  phrases: [
    re`\b(?:una|in una|nella) (?:(?:prima|precedente) versione|versione (?:precedente|iniziale|originale)) ` +
      re`(?:di questo|di questa|del nostro|dell['’]|del presente) ?(?:articolo|testo|notizia|pezzo)`,
    re`\bquest(?:o|a) (?:articolo|testo|notizia|pezzo) è stat[oa] (?:\p{L}+ )?(?:corrett|rettificat)`,
    re`\babbiamo corretto (?:l['’]errore|l['’]articolo|questo|il testo)`,
    re`^[\s\p{P}]*corregge (?:il|la|lo|l['’]|i|le|nome|data|titolo)\b`,
    re`(?<!\p{L})(?:ci )?scusiamo con (?:i|le|gli) (?:nostri )?lett`,
  ],
  selfReferences: [
    '(?:quest[oa]|nostr[oa]) (?:articolo|testo|notizia|pezzo|titolo|didascalia|versione|grafico|servizio)' +
      re`(?! (?:di legge|della costituzione|del codice|\d))`,
    re`prima stesura${OF_OTHERS}`,
    re`l['’]articolo(?! \d)(?= (?:pubblicato |è stat[oa] (?:modificat|aggiornat|corrett)))`,
    re`nell['’]articolo (?:pubblicato|di ieri|di oggi|intitolato|dal titolo|[«“"])`,
    re`(?:prima|precedente) versione${OF_OTHERS}`,
    re`versione (?:precedente|iniziale|originale|originaria)${OF_OTHERS}`,
  ],
  errors: [
    'corrett[oaie]',
    'correggere',
    re`rettific\p{L}+`,
    'erroneamente',
    'per (?:errore|sbaglio|una svista)',
    'sbagliat[oaie]',
    'errat[oaie]',
    'in modo (?:errato|scorretto)',
    re`un(?:a)? (?:\p{L}+ )?(?:errore|svista|refuso|imprecisione|inesattezza)`,
    re`inesatt\p{L}+`,
    re`scorrett\p{L}+`,
    'scritt[oaie] male',
    re`erronea\p{L}*`,
  ],
  admissions: [
    'per (?:un )?(?:errore|una svista|sbaglio) .{0,120}?(?:abbiamo|pubblicat|scritto)',
    'abbiamo (?:erroneamente|per errore|per sbaglio|scritto erroneamente|sbagliato)',
  ],
  editorsNotes: ['aggiornamento', 'nota (?:della redazione|di redazione|del editor)'],
  versions: ['versione'],
  withdrawals: [
    re`\bquest[oa] (?:notizia|pezzo|testo) è stat[oa] (?:ritirat|rimoss|cancellat)`,
    re`\babbiamo (?:ritirato|rimosso) quest[oa] (?:articolo|notizia)`,
    re`\bquesto articolo è stato (?:ritirato|rimosso)`,
  ],
};
