import { re, type CorrectionWords } from './correction-words.js';

/** Wordings that several languages share, and labels of languages of which nothing else is listed. */
export const SEVERAL_LANGUAGES: CorrectionWords = {
  labels: [
    'popravek',
    'parandus',
    'õiendus',
    'labojums',
    'precizējums',
    'patikslinimas',
    'klaidos atitaisymas',
    'correcció',
    'rectificació',
    re`fe d['’]errad[ae]s`,
    'pembetulan',
    'সংশোধনী',
    'ভুল সংশোধন',
    re`(?:[\p{Script=Thai}]{0,16}ขอ)?แก้ไข`,
    'แก้ข่าว',
  ],
  phrases: [
    re`^[\s\p{P}]*(?:(?:o texto|a (?:matéria|reportagem)|el texto|la (?:nota|noticia)|il testo|le ` +
      re`texte|l['’]article|der (?:text|artikel)|de tekst|het artikel) (?:já )?(?:foi|ha sido|fue|è stato|a ` +
      re`été|wurde|is) (?:\p{L}+ )?(?:corrigid[oa]|corregid[oa]|corretto|corrigé|korrigiert|gecorrigeerd))` +
      re`[.!\s]*$`,
    re`\b(?:por|per) (?:un |um )?(?:error|erro|errore|lapso|equívoco),? ` +
      '(?:escrev|public|inform|dijimos|indic|abbiamo|scritt)',
  ],
  caseSensitivePhrases: [
    re`[([](?:Corrects|Fixes|Korrigiert|Berichtigt|Corrige|Rectifie|Corregge|Rettifica|Corrigeert)\b`,
  ],
};
