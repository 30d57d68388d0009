import type { LanguagePack } from './language-pack.js';

/** Languages on both sides of the Baltic and down to the Adriatic, with the labels only. */
export const BALTIC: LanguagePack[] = [
  { language: 'sk', updated: 'aktualizované|aktualizácia|posledná aktualizácia|naposledy aktualizované|upravené|zmenené', published: 'publikované|zverejnené|vydané', fillers: 'o|dňa|v|hod', hours: 'hod|h', ago: 'dozadu', today: 'dnes', yesterday: 'včera' },
  { language: 'sl', updated: 'posodobljeno|zadnja posodobitev|zadnja sprememba|spremenjeno', published: 'objavljeno|datum objave', fillers: 'ob|dne', today: 'danes', yesterday: 'včeraj' },
  { language: 'sr', updated: 'ажурирано|последња измена|измењено|последње ажурирање', published: 'објављено', fillers: 'у|г' },
  { language: 'sr-Latn', updated: 'ažurirano|zadnje ažuriranje|zadnja izmjena|zadnja promjena|posljednje ažuriranje|posljednja izmjena|poslednja izmena|izmenjeno|izmijenjeno|ažuriranje', published: 'objavljeno|datum objave', fillers: 'u|god|h' },
  { language: 'hr', updated: 'ažurirano|nadopunjeno', published: 'objavljeno', fillers: 'u|god|sati', months: 'sij,velj,ožu,tra,svi,lip,srp,kol,ruj,lis,stu,pro' },
  { language: 'et', updated: 'uuendatud|viimati uuendatud|viimati muudetud|muudetud', published: 'avaldatud|lisatud', fillers: 'kell', today: 'täna', yesterday: 'eile' },
  { language: 'lv', updated: 'atjaunots|atjaunināts|pēdējās izmaiņas|pēdējo reizi atjaunots', published: 'publicēts|publicēta', fillers: 'plkst|gada|gads' },
  { language: 'lt', updated: 'atnaujinta|atnaujinta data|paskutinį kartą atnaujinta|redaguota|paskutinis atnaujinimas', published: 'paskelbta|publikuota', fillers: 'val|d|m', yearFirst: true },
];
