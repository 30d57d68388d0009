// Labels at the head of a paragraph by which papers mark a correction, in each language of the stamps and some more.
// What a story tells of others must not match: a label stands before a colon, a dash or a bracket, or alone.

/** Labels in front of a note, in each language of the stamps. */
const LABELS = [
  'corrections?(?: (?:and|&) (?:clarifications?|amplifications?))?|clarifications?(?: (?:and|&) corrections?)?|corrected|corrigend(?:um|a)|errat(?:um|a)(?: corrige)?|for the record|(?:to set|setting) the record straight|correction appended|(?:editors?[\'’]?s? )?(?:note and )?correction|corrections? to (?:\\p{L}+ )?(?:story|headline|article|caption|report|post|column)',
  'korrektur(?:hinweis|en)?|berichtigung|berichtigt|richtigstellung|klarstellung|korrigiert(?:e (?:fassung|version))?|korrigendum',
  'rectificatif|erreur dans (?:notre|nos|l[\'’]|cet) ?(?:édition|article|numéro|titre|légende)(?: d[eu] \\p{L}+)?|rectification|correctif|précisions?|mise au point|version corrigée|corrigé',
  '(?:nota de )?correcci[oó]n(?:es)?|nota de rectificaci[oó]n|rectificaci[oó]n|fe de (?:erratas?|errores)|aclaraci[oó]n|precisión',
  'corre[cç][cç]?[aã]o|retifica[cç][aã]o|esclarecimento|erramos',
  'correzion[ei]|rettific[ah]e?|precisazion[ei]',
  'correcties?|rectificatie|verbetering(?:en)?|aanvullingen en verbeteringen|verduidelijking|gecorrigeerd',
  'sprostowanie|korekta|wyjaśnienie|poprawka',
  'rättelser?|rättat|förtydligande|korrigering|oikaisu|oikaistu|korjaus|korjattu|täsmennys',
  'rettelser?|rettet|retting|berigtigelse|beriktigelse|præcisering|presisering|korreksjon',
  'düzeltme(?: ve özür| notu)?|tekzip|исправлени[ея]|исправлено|поправка|уточнение|опровержение|виправлення|уточнення|спростування',
  'koreksi|ralat|klarifikasi|(?:xin )?đính chính|cải chính',
  '更正|勘误|勘誤|订正|訂正|訂正して再送|澄清|お詫びと訂正|おわびと訂正|정정|수정|정정합니다|바로잡습니다|바로잡음',
  'oprav[ay]|upřesnění|spresnenie|διόρθωση|διευκρίνιση|erată|rectificare|precizare|helyreigazítás|helyesbítés|ispravak|ispravka|исправка|popravek|parandus|õiendus|labojums|precizējums|patikslinimas|klaidos atitaisymas|correcció|rectificació|fe d[\'’]errad[ae]s|pembetulan',
  'תיקון(?: טעות)?|הבהרה|اصلاحیه|تصحیح|সংশোধনী|ভুল সংশোধন|(?:[\\p{Script=Thai}]{0,16}ขอ)?แก้ไข|แก้ข่าว',
  'भूल[- ]?सुधार|शुद्धिपत्र|त्रुटि सुधार|संशोधन|स्पष्टीकरण|تصحيح|تصويب|استدراك|توضيح',
].join('|');
const AND = '(?:and|&|\\+|und|et|y|e|en|i|a|och|og|ja|ve|dan|và|и|та|و)';
const OPEN = `^[\\s\\p{P}\\p{S}]*(?:updated? (?:and|&) |update[/:] ?|note:? |important |\\p{L}{4,16} ${AND} ?)?`;
/** What may follow a label: a second one, or whose it is. */
const REST = `(?: ${AND} \\p{L}{4,16})?(?: (?:redaksi|der redaktion|de la rédaction|de la redacción|da redação|della redazione|van de redactie|redakcji|redaktionen|redaksjonen|toimituksen|редакции|редакції))?`;
/** Between a label and its colon there may be a date, `(May 3)`, `, Jan. 5`, `3.5.2021`, and nothing else. */
const WHEN = '(?:[\\s,]+(?:on |am |du |del |de |vom )?[^:：!?]{0,24}\\d[^:：!?]{0,24})?(?:\\s*[([][^)\\]]{0,60}[)\\]])?';

const LABELLED = new RegExp(`${OPEN}(?:${LABELS})${REST}${WHEN}(?:\\s*[:：|—]|\\s+[–-](?:\\s|$)|[\\])】〕］）>＞〉》]|\\s*[.!]?\\s*$)`, 'iu');

/** True where a sentence begins with the label of a correction. */
export const isLabelledCorrection = (sentence: string): boolean => LABELLED.test(sentence);
