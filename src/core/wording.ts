// The field's wordings by which a text says of itself that it was corrected or withdrawn. Only text that is new counts.

/** A label in front of a note, as `Correction:`, `CORRECTION (Jan. 5) —`, `Rectificatif :`. */
const NOTE = [
  'corrections?(?: and clarifications?)?|clarifications?|corrigend(?:um|a)|errat(?:um|a)(?: corrige)?|editors?[\'’]?s? note: corrects',
  'korrektur|berichtigung|richtigstellung|korrekturhinweis',
  'rectificatif|rectification|précision|erratum',
  'correcci[oó]n|rectificaci[oó]n|fe de err(?:atas?|ores)|aclaraci[oó]n',
  'correç[aã]o|retifica[cç][aã]o|esclarecimento',
  'correzione|rettifica|precisazione',
  'correctie|rectificatie|rättelse|korrigering|rettelse|retting|oikaisu|korjaus|sprostowanie|korekta|düzeltme|исправление|поправка|уточнение|опровержение',
  'koreksi|ralat|đính chính|更正|勘误|勘誤|訂正|お詫びと訂正|정정|바로잡습니다|भूल सुधार|शुद्धिपत्र|सुधार|تصحيح|تصويب',
].join('|');

const CORRECTIVE = [
  new RegExp(`^[\\s\\p{P}\\p{S}]*(?:${NOTE})\\s*(?:\\([^)]{0,60}\\)|,[^:]{0,40})?\\s*[:：—–|-]`, 'iu'),
  /^[\s\p{P}\p{S}]*(?:お詫びと訂正|更正|訂正|정정보도|바로잡습니다)/u,
  /^[\s\p{P}\p{S}]*(?:this (?:story|article|version|item|report) )?corrects (?!itself\b)\p{L}/iu,
  /\b(?:an?|the) (?:earlier|previous|original|prior) (?:version|edition) of (?:this|the) (?:story|article|post|report|headline|caption|column|piece|item|page|dispatch|newsletter|blog|photo caption|graphic|map)\b/iu,
  /\bthis (?:story|article|post|report|piece|headline|caption|item|page|column)(?:'s \p{L}+)? (?:has been|was|is|have been) (?:corrected|amended|revised to correct|updated to correct|edited to correct|changed to correct)\b/iu,
  /\bin (?:einer|der) (?:früheren|vorherigen|ursprünglichen|ersten) (?:version|fassung)\b|\beine frühere (?:version|fassung) dieses\b|\bwir haben (?:den fehler|das) korrigiert\b/iu,
  /\bune (?:version|première version) (?:précédente|antérieure)? ?de (?:cet|ce) (?:article|texte)\b|\bcet article a été (?:corrigé|rectifié)/iu,
  /\buna versión (?:anterior|previa) de (?:este|esta)\b|\buma versão anterior d(?:este|esta)\b|\buna (?:versione precedente|precedente versione) di quest/iu,
  /\b(?:in|een) (?:een )?eerdere versie van dit\b|\bi en tidigare version\b|\b(?:i )?en tidligere (?:version|versjon|utgave)\b|(?<!\p{L})w poprzedniej wersji\b/iu,
  /(?<!\p{L})в (?:предыдущей|более ранней|первоначальной) версии|(?<!\p{L})bu haberin önceki/iu,
];

const SELF = '(?:this|the above|the previous|our|the earlier|the following) (?:story|article|report|item|post|dispatch|piece|alert|newsflash|bulletin)';
const WITHDRAWN = [
  new RegExp(`\\b${SELF}[^.]{0,80}\\b(?:(?:has been|have been|was|is|is being|is hereby) (?:withdrawn|retracted|removed|killed|deleted|taken down|unpublished)|should be disregarded|must not be used)`, 'iu'),
  new RegExp(`\\b(?:has|have|is|are|hereby)?\\s?(?:withdr(?:awn|ew|aws?|awing)|retract(?:ed|s|ing)?|disregard|kill|removed) ${SELF}\\b`, 'iu'),
  /\b(?:should|must) be disregarded\b|\b(?:please|editors:?) disregard\b|\bmandatory kill\b|\b(?:story|article|post) (?:withdrawn|retracted|removed)\b/iu,
  /^[\s\p{P}\p{S}]*(?:kill|withdrawn|retraction|retracted|story removed|kill notice|advisory:? kill)\s*[:：—–-]/iu,
  /\bdieser (?:artikel|beitrag|bericht) wurde (?:zurückgezogen|entfernt|gelöscht)|\b(?:artikel|meldung) zurückgezogen\b|\bmeldung (?:bitte )?nicht verwenden\b/iu,
  /\bcet article a été (?:retiré|supprimé)|\bdépêche annulée\b|\besta? (?:noticia|artículo|nota) (?:ha sido|fue) (?:retirad|eliminad|anulad)/iu,
  /\best[ae] (?:notícia|artigo|reportagem) foi (?:retirad|removid|cancelad)|\bquesto articolo è stato (?:ritirato|rimosso)|\bdit artikel is (?:ingetrokken|verwijderd)/iu,
  /(?<!\p{L})(?:материал|статья|новость) (?:отозван|аннулирован|снят)|本文已撤回|撤稿|記事を取り消し|記事を削除しました|기사를? (?:취소|철회)/iu,
];

/** True where a sentence says that this text corrects an error, in the wordings of some twenty languages. */
export const saysCorrected = (sentence: string): boolean => CORRECTIVE.some((wording) => wording.test(sentence));

/** True where a sentence says that this story is withdrawn, retracted or to be disregarded; what a story tells of others doesn't count. */
export const saysWithdrawn = (sentence: string): boolean => WITHDRAWN.some((wording) => wording.test(sentence));
