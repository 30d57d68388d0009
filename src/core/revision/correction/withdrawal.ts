// The field's wordings by which a text says of itself that it is withdrawn. What a story tells of others must not match.

const BEYOND_LATIN = /[\u0370-\u1DFF\u2E80-\uFFFF]/;
const SELF = '(?:this|the above|the previous|our|the earlier|the following) (?:story|article|report|item|post|dispatch|piece|alert|newsflash|bulletin)';
const WITHDRAWN = [
  new RegExp(`\\b${SELF}[^.]{0,80}\\b(?:(?:has been|have been|was|is|is being|is hereby) (?:withdrawn|retracted|removed|killed|deleted|taken down|unpublished)|should be disregarded|must not be used)`, 'iu'),
  new RegExp(`\\b(?:has|have|is|are|hereby)?\\s?(?:withdr(?:awn|ew|aws?|awing)|retract(?:ed|s|ing)?|disregard|kill|removed) ${SELF}\\b`, 'iu'),
  /\b(?:should|must) be disregarded\b|\b(?:please|editors:?) disregard\b|\bmandatory kill\b|\b(?:story|article|post) (?:withdrawn|retracted|removed)\b/iu,
  /^[\s\p{P}\p{S}]*(?:kill|withdrawn|retraction|retracted|story removed|kill notice|advisory:? kill)\s*[:：—–-]/iu,
  /^[\s\p{P}\p{S}]*(?:editors?|eds|news directors?)(?: and [\p{L} ]{1,24})?\s*[:,—-][^.]{0,100}\b(?:withdrawn|killed|retracted)\b|\b(?:please )?(?:do not|don['’]t) (?:use|publish|run|air) (?:the|this|our) (?:story|article|item|alert|photo|dispatch)\b/iu,
  /\bdiese[rsn]? (?:artikel|beitrag|bericht|meldung|nachricht|text|interview) (?:wurde|ist|wird|haben wir)(?: (?:von|nachträglich|inzwischen|daher|vorerst|der|uns|redaktion)){0,4} (?:zurückgezogen|entfernt|gelöscht|depubliziert|offline genommen)|\bwir haben diese[nrs]? (?:artikel|beitrag|bericht|meldung|text|interview) (?:\p{L}+ ){0,3}(?:zurückgezogen|entfernt|gelöscht|depubliziert)|\bdieser (?:artikel|beitrag|bericht) wurde (?:zurückgezogen|entfernt|gelöscht)|\b(?:artikel|meldung) zurückgezogen\b|\bmeldung (?:bitte )?nicht verwenden\b/iu,
  /\bcet article a été (?:retiré|supprimé)|\bdépêche annulée\b|\besta? (?:noticia|artículo|nota) (?:ha sido|fue) (?:retirad|eliminad|anulad)/iu,
  /\bnous avons (?:retiré|supprimé|dépublié) cet(?:te)? (?:article|dépêche|information|vidéo)|\bcette (?:dépêche|information|vidéo) (?:est|a été) (?:retirée|supprimée|annulée)|\bhemos (?:retirado|eliminado) est[ae] (?:noticia|artículo|nota)|\b(?:removemos|retiramos|despublicamos) est[ae] (?:notícia|artigo|reportagem|matéria|texto)|\bquest[oa] (?:notizia|pezzo|testo) è stat[oa] (?:ritirat|rimoss|cancellat)|\babbiamo (?:ritirato|rimosso) quest[oa] (?:articolo|notizia)|\b(?:dit|deze) (?:artikel|bericht|stuk|verhaal|publicatie) is (?:\p{L}+ )?(?:ingetrokken|verwijderd|offline gehaald)/iu,
  /(?<!\p{L})(?:ten (?:artykuł|tekst|materiał) został (?:wycofany|usunięty)|wycofaliśmy ten (?:artykuł|tekst)|(?:den här artikeln|artikeln) har (?:avpublicerats|dragits tillbaka av redaktionen)|(?:denne artikel|artiklen) er (?:trukket tilbage|afpubliceret|fjernet)|denne (?:artikkelen|saken) er (?:trukket|avpublisert|fjernet)|tämä (?:juttu|artikkeli) on (?:poistettu|vedetty)|bu haber (?:yayından kaldırıl|geri çekil|silin)|редакция (?:отозвала|удалила|сняла с публикации)|(?:этот|данный) материал (?:отозван|удал[её]н|снят)|(?:berita|artikel) ini (?:telah |sudah )?(?:ditarik|dihapus|dicabut)|bài (?:viết|báo) (?:này )?đã (?:bị |được )?(?:gỡ|rút))/iu,
  /(?:本文|此稿件?|[该該]稿件?|本稿|此文).{0,6}(?:撤回|撤稿|撤[销銷]|撤下|[删刪]除)|(?:この|本|当該|配信した)記事[はを].{0,6}(?:取り消|削除し|撤回)|(?:تم|جرى) (?:حذف|سحب) (?:هذا|هذه) (?:الخبر|المقال|المادة|التقرير)|यह (?:ख़?बर|लेख|रिपोर्ट) (?:हटा|वापस)/u,
  /\best[ae] (?:notícia|artigo|reportagem|matéria) foi (?:retirad|removid|cancelad)|\bquesto articolo è stato (?:ritirato|rimosso)|\bdit artikel is (?:ingetrokken|verwijderd)/iu,
  /(?<!\p{L})(?:материал|статья|новость) (?:отозван|аннулирован|снят)|本文已撤回|撤稿|記事を取り消し|記事を削除しました|기사를? (?:취소|철회)/iu,
];

const WITHDRAWAL = /withdr|retract|remov|kill|delet|taken down|unpubl|disregard|must not be used|zurückgez|entfernt|gelöscht|nicht verwenden|retir|supprim|annul|elimin|anulad|cancelad|ritirat|rimoss|ingetrok|verwijderd|do not|don['’]t|depubli|offline|despubli|dépubli|remov|cancellat|wycofa|usunię|avpubli|afpubli|trukket|fjernet|dragits|poistettu|vedetty|kaldırıl|çekil|silin|ditarik|dihapus|dicabut|gỡ|rút/i;

/** Notes are short; of an endless text only the head is looked at. */
const MAX_NOTE = 2000;
const headOf = (sentence: string): string => (sentence.length > MAX_NOTE ? sentence.slice(0, MAX_NOTE) : sentence);

/** True where a sentence says that this story is withdrawn, retracted or to be disregarded; what a story tells of others doesn't count. */
export function isWithdrawalNotice(sentence: string): boolean {
  const head = headOf(sentence);
  return (WITHDRAWAL.test(head) || BEYOND_LATIN.test(head)) && WITHDRAWN.some((wording) => wording.test(head));
}
