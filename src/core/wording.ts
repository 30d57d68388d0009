// The field's wordings by which a text says of itself that it was corrected or withdrawn. Only text that is new counts.
// What a story tells of others (a market correction, a corrections officer, an earlier version of a law) must not match.

/** Labels in front of a note, in each language of the stamps. */
const LABELS = [
  'corrections?(?: (?:and|&) clarifications?)?|clarifications?(?: (?:and|&) corrections?)?|corrected|corrigend(?:um|a)|errat(?:um|a)(?: corrige)?|for the record|correction appended|(?:editors?[\'’]?s? )?(?:note and )?correction',
  'korrektur(?:hinweis|en)?|berichtigung|berichtigt|richtigstellung|klarstellung|korrigiert(?:e (?:fassung|version))?|korrigendum',
  'rectificatif|rectification|correctif|précisions?|mise au point|version corrigée|corrigé',
  'correcci[oó]n(?:es)?|rectificaci[oó]n|fe de (?:erratas?|errores)|aclaraci[oó]n|precisi[oó]n',
  'corre[cç][cç]?[aã]o|retifica[cç][aã]o|esclarecimento|erramos',
  'correzion[ei]|rettific[ah]e?|precisazion[ei]',
  'correcties?|rectificatie|verbetering(?:en)?|aanvullingen en verbeteringen|verduidelijking|gecorrigeerd',
  'sprostowanie|korekta|wyjaśnienie|poprawka',
  'rättelser?|rättat|förtydligande|korrigering|oikaisu|oikaistu|korjaus|korjattu|täsmennys',
  'rettelser?|rettet|retting|berigtigelse|beriktigelse|præcisering|presisering|korreksjon',
  'düzeltme(?: ve özür)?|tekzip|исправлени[ея]|исправлено|поправка|уточнение|опровержение',
  'koreksi|ralat|klarifikasi|(?:xin )?đính chính|cải chính',
  '更正|勘误|勘誤|订正|訂正|澄清|お詫びと訂正|おわびと訂正|정정|정정합니다|바로잡습니다|바로잡음',
  'भूल[- ]?सुधार|शुद्धिपत्र|त्रुटि सुधार|संशोधन|स्पष्टीकरण|تصحيح|تصويب|استدراك|توضيح',
].join('|');
const OPEN = '^[\\s\\p{P}\\p{S}]*(?:updated? (?:and|&) |update[/:] ?|note:? |important )?';
/** Between a label and its colon there may be a date, `(May 3)`, `, Jan. 5`, `3.5.2021`, and nothing else. */
const WHEN = '(?:[\\s,]+(?:on |am |du |del |de |vom )?[^:：!?]{0,24}\\d[^:：!?]{0,24})?(?:\\s*[([][^)\\]]{0,60}[)\\]])?';

const OURS = '(?:story|article|post|report|headline|column|caption|piece|item|page|dispatch|newsletter|blog|photo caption|graphic|chart|map|essay|obituary|review|interview|podcast|video|live ?blog|press release|newsflash|alert|version)';
const TOLD = '(?:misstated|mis-?spell?ed|mis-?spelt|misidentified|misquoted|mischaracteri[sz]ed|misattributed|misnamed|mistakenly|incorrectly|wrongly|erroneously|inaccurately|gave (?:an?|the) (?:wrong|incorrect)|contained|omitted|included (?:an?|the) (?:wrong|incorrect|error)|had (?:an?|the) (?:wrong|incorrect))';

const PHRASES = [
  // English
  new RegExp(`\\b(?:earlier|previous|prior|original|initial|first|former|print) (?:versions?|editions?) of this ${OURS}`, 'i'),
  new RegExp(`\\b(?:earlier|previous|prior|original|initial|former) (?:versions?|editions?) (?:of (?:the|our) (?:story|article|post|headline|column|caption|report|piece) )?${TOLD}`, 'i'),
  new RegExp(`\\b(?:this|our|an? (?:earlier|previous|original)) ${OURS} (?:(?:originally|previously|initially|earlier) )?${TOLD}`, 'i'),
  new RegExp(`\\bthis ${OURS}(?:['’]s \\p{L}+)? (?:originally|previously|initially) (?:said|stated|reported|listed|referred|named|identified|gave|had)\\b`, 'iu'),
  new RegExp(`\\b(?:this|the above) ${OURS}(?:['’]s \\p{L}+)? (?:has been|was|is|have been) (?:since |subsequently |later )?(?:corrected|amended|clarified|(?:updated|revised|edited|changed|modified|refiled) (?:[^.]{0,40} )?to (?:correct|fix|clarify|remove an?))`, 'iu'),
  /\b(?:because of|due to|owing to) (?:an?|our) (?:editing|editor['’]s|production|reporting|transcription|translation|reporter['’]s) error\b|\bwe (?:deeply |sincerely )?(?:regret|apologi[sz]e for) (?:the|this|these|any) (?:errors?|mistakes?|inaccurac(?:y|ies)|confusion)\b/i,
  new RegExp(`\\bwe(?:['’]ve| have)? (?:since |now )?(?:corrected|amended) (?:this|the|our) ${OURS}\\b|^(?:it|the (?:error|mistake|text|story|article|headline)) has (?:since |now )?been corrected\\.?$`, 'i'),
  /^[\s\p{P}\p{S}]*(?:eds?:? ?(?:note:? ?)?|(?:this (?:story|article|version|item|report|photo|headline) ))?(?:also )?(?:corrects (?!itself\b|course\b)|clarifies (?:that|headline|paragraph|attribution|in|the))\p{L}*/iu,
  /^[\s\p{P}\p{S}]*(?:refil(?:es|ed|ing)|re-?sends|updated|edited|revised|changed|fixed|repeats) (?:story )?to (?:correct|fix|clarify)\b|\bCORRECTED(?:[-–—:]|$)|^[\s\p{P}]*[Aa]mendment,? \d{1,2} \p{Lu}\p{L}{2}/u,
  // German
  /\b(?:frühere[nr]?|vorherige[nr]?|ursprüngliche[nr]?|ältere[nr]?|vorige[nr]?|ersten?|erste) (?:version|fassung|variante)(?: (?:dieses|des|unseres|dieser|der|unserer) (?:artikels|textes|beitrags|berichts|meldung|nachricht|interviews|kommentars|stücks)| (?:hieß|stand|haben wir|hatten wir|hatte|war (?:von|fälschlich|irrtümlich)|wurde (?:fälsch|irrtüm|behauptet)))/iu,
  /\b(?:diese[rs]?|der|die) (?:artikel|text|beitrag|bericht|meldung|fassung|version|nachricht|überschrift) (?:wurde|ist)(?: [\p{L}\d.:]+){0,6} (?:korrigiert|berichtigt|richtiggestellt|geändert)/iu,
  /\bwir haben (?:den|die|das|diesen|diese|dies)(?: \p{L}+){0,5} (?:korrigiert|berichtigt|richtiggestellt)|\bbitten(?: wir)?,? (?:den|diesen|die) fehler zu entschuldigen|\bbitten,? (?:ihn|dies|das) zu entschuldigen|^richtigstellung\b|^korrigierte (?:fassung|version)\b/iu,
  // French
  /\b(?:une|la|dans une|dans la) (?:(?:première|précédente|ancienne) version|version (?:précédente|antérieure|initiale)) (?:de (?:cet|cette|ce|notre)|du présent) (?:article|texte|dépêche|papier|billet|information|reportage|contenu)/iu,
  /\bcontrairement à ce (?:que nous|qu['’]indiquait|qui (?:était|a été|avait été))(?: \p{L}+){0,3} (?:écrit|indiqué|affirmé|annoncé|publié|écrivions|indiquions|précédente)|\bcontrairement à ce que nous (?:écrivions|indiquions|affirmions|annoncions)/iu,
  /\bce(?:t article|tte dépêche|tte information| texte| papier| titre) a été (?:\p{L}+ )?(?:corrigée?|rectifiée?|amendée?|modifiée? pour corriger)|^[\s\p{P}]*corrige (?:l|d|un|une|la|le|les|en|dans)\b|\bnous avons corrigé (?:cette erreur|l['’]erreur|cet article|le texte)/iu,
  // Spanish
  /\b(?:una|la|nuestra|en una|en la) (?:(?:primera|previa|anterior) versión|versión (?:anterior|previa|inicial|original)) de (?:este|esta|nuestro|nuestra) (?:artículo|nota|noticia|texto|información|reportaje|crónica|historia|pieza)/iu,
  /\best[ae] (?:artículo|nota|noticia|texto|información|reportaje|crónica|pieza|titular) (?:ha sido|fue)(?: \p{L}+)? (?:corregid|rectificad|enmendad|modificad[oa] para corregir)|^[\s\p{P}]*corrige (?:el|la|los|las|un|una|en|nombre|cifra|fecha|título)\b|\bhemos corregido (?:el error|este|esta)/iu,
  // Portuguese
  /\b(?:uma|a|em uma|numa|na) (?:(?:primeira|anterior) versão|versão (?:anterior|prévia|inicial|original)) d(?:este|esta|a nossa|o nosso) (?:artigo|texto|reportagem|notícia|matéria|conteúdo|nota)/iu,
  /\b(?:diferentemente|ao contrário) do que (?:foi |havia sido |havíamos |tinha sido )?(?:informado|publicado|informamos|informou|dizia|noticiado|afirmado|escrito|publicamos)|\best[ae] (?:artigo|texto|reportagem|notícia|matéria|nota) foi (?:\p{L}+ )?(?:corrigid|retificad)|^[\s\p{P}]*corrige (?:o|a|os|as|nome|título|valor|data)\b/iu,
  // Italian
  /\b(?:una|in una|nella) (?:(?:prima|precedente) versione|versione (?:precedente|iniziale|originale)) (?:di questo|di questa|del nostro|dell['’]|del presente) ?(?:articolo|testo|notizia|pezzo)/iu,
  /\bquest(?:o|a) (?:articolo|testo|notizia|pezzo) è stat[oa] (?:\p{L}+ )?(?:corrett|rettificat)|\babbiamo corretto (?:l['’]errore|l['’]articolo|questo|il testo)|^[\s\p{P}]*corregge (?:il|la|lo|l['’]|i|le|nome|data|titolo)\b/iu,
  // Dutch
  /\been (?:eerdere|vorige|oudere|eerste) versie van (?:dit|deze|het|ons) (?:artikel|bericht|verhaal|stuk|tekst|nieuwsbericht|interview)|\bin een (?:eerdere|vorige|oudere|eerste) versie (?:stond|werd|was|schreven)|\b(?:dit|deze) (?:artikel|bericht|verhaal|stuk|tekst) is (?:\p{L}+ )?(?:gecorrigeerd|gerectificeerd|verbeterd)/iu,
  // Polish
  /(?<!\p{L})(?:poprzedniej|wcześniejszej|pierwotnej|pierwszej) wersji (?:tego |naszego |powyższego )?(?:artykułu|tekstu|materiału|depeszy|informacji|wpisu)|(?<!\p{L})(?:artykuł|tekst|materiał) (?:ten )?został (?:poprawiony|skorygowany|sprostowany)|(?<!\p{L})(?:błąd został poprawiony|poprawiliśmy (?:błąd|tekst|artykuł))/iu,
  // Swedish, Danish, Norwegian, Finnish
  /\ben (?:tidigare|tidligere) (?:version|versjon|utgave|udgave) (?:av|af) (?:den här |denna |denne |dette )?(?:artikeln?|texten?|artiklen|teksten|saken|artikkelen|historien|nyheten|nyheden)|\ben (?:tidigare|tidligere) (?:version|versjon|utgave) (?:stod|sto|skrev|angavs|uppgavs|fremgik|var det|ble det)(?!\p{L})/iu,
  /(?<!\p{L})(?:artikeln|texten|artiklen|teksten|saken|artikkelen|denne artikel|denne saken|nyheten) (?:har|er|ble|blev) (?:blitt |blevet |senere )?(?:rättats|korrigerats|rettet|korrigert|korrigeret|berigtiget|oppdatert med (?:riktig|korrekt)|opdateret med (?:korrekt|rigtig))/iu,
  /(?<!\p{L})(?:artikkelin|jutun|uutisen|tekstin) (?:aiemmassa|aikaisemmassa|alkuperäisessä|edellisessä|ensimmäisessä) versiossa|(?<!\p{L})(?:juttua|artikkelia|uutista|tekstiä|otsikkoa) on (?:\p{L}+ )?(?:korjattu|oikaistu)|(?<!\p{L})(?:juttuun|artikkeliin|uutiseen) (?:on )?korjattu/iu,
  // Turkish, Russian
  /(?<!\p{L})(?:haberin|haberimizin|yazının|makalenin|metnin) (?:daha )?(?:önceki|eski|ilk) (?:sürüm|versiyon|hal)|(?<!\p{L})bu (?:haber|yazı|makale) düzeltil/iu,
  /(?<!\p{L})(?:предыдущ|более ранн|первоначальн|ранн|прежн|перв)(?:ей|яя|ая|ой) версии? (?:этой |этого |данной |данного |нашей )?(?:стать|материал|новост|текст|публикаци|заметк|сообщени)/iu,
  /(?<!\p{L})(?:текст|материал|статья|новость|заметка|заголовок) (?:был[аи]? )?(?:исправлен|скорректирован)|(?<!\p{L})в тексте (?:была |были )?(?:исправлен|допущен)|(?<!\p{L})редакция приносит извинения/iu,
  // Indonesian, Vietnamese
  /\bversi (?:sebelumnya|awal|terdahulu) (?:dari )?(?:artikel|berita|tulisan|laporan) ini|\b(?:artikel|berita|tulisan|laporan) ini (?:telah|sudah) (?:dikoreksi|diperbaiki|diralat)/i,
  /phiên bản (?:trước|trước đó|trước đây|cũ|đầu tiên) của (?:bài|tin|bản tin)|bài (?:viết|báo)(?: này)? đã được (?:đính chính|sửa|chỉnh sửa|hiệu chỉnh)|xin đính chính/iu,
  // Hindi, Arabic
  /इस (?:लेख|ख़?बर|रिपोर्ट|स्टोरी|समाचार|आलेख) के (?:पिछले|पहले|पुराने|पूर्व|पहले के|मूल) (?:संस्करण|वर्ज़?न)|इस (?:लेख|ख़?बर|रिपोर्ट|समाचार) (?:को|में) (?:सुधार|संशोध)/u,
  /(?:نسخة|صيغة|النسخة|الصيغة) (?:سابقة|أولى|السابقة|الأولى) من (?:هذا|هذه) (?:المقال|التقرير|الخبر|المادة|القصة|النص)|(?:تم|جرى) تصحيح (?:هذا|هذه) (?:المقال|التقرير|الخبر|المادة|النص)/u,
  // Chinese, Japanese, Korean
  /(?:本文|本报道|本報導|本報道|本新闻|本新聞|这篇文章|這篇文章|文章)的?(?:较早前?|較早前?|此前|先前|之前|早前|早期|稍早|上一|原)的?版本|(?:本文|本报道|本報導|文章|报道|報導)(?:已|已经|已經|现已|現已|曾)(?:作出|作|进行|進行|予以)?(?:更正|订正|訂正|修正)|(?:此前|先前|早前|较早前?|稍早|之前)的?(?:版本|报道|報導).{0,12}[误誤]|(?:特此|现已|現已)更正|^更正(?:启事|啟事|声明|聲明|说明|說明)/u,
  /(?:記事|本文|見出し|表題|内容|本記事|写真説明|配信した記事)の?(?:一部)?を(?:訂正|修正)(?:し|いたし|致し)|(?:以前|当初|初出|旧|最初)の?(?:版|バージョン|記事)(?:では|で|には|に)|初出時|訂正(?:します|いたします|致します|し(?:て|、)?(?:お詫び|おわび))|^(?:お詫び|おわび)と訂正/u,
  /(?:이|본|해당) ?(?:기사|글|보도)의? ?(?:이전|초기|최초|앞선) ?(?:버전|판|기사)|(?:이|본|해당) ?(?:기사|글|보도)(?:는|은|를|을|의|에서)?.{0,24}(?:정정|바로잡)|바로잡습니다|정정합니다|정정 ?보도/u,
];

const CORRECTIVE = [
  new RegExp(`${OPEN}(?:${LABELS})${WHEN}(?:\\s*[:：|—]|\\s+[–-](?:\\s|$)|[\\])】〕］）>＞〉》]|\\s*[.!]?\\s*$)`, 'iu'),
  ...PHRASES,
];

/** In Latin script most sentences hold none of these stems, and need no closer look. */
const STEMS = new RegExp(
  [
    'versio|versie|versiy|versi (?:seb|awal|terd)|versión|versão|versj|wersj|fassung|variante|utgave|udgave|edition|phiên|önceki|ilk hal|eski',
    'corre[cçgtz]|corrig|korrig|korre[kl]|korekt|koreks|korja|korje|corig|erra[tm]|erro[rn]|err[ao]m|mistake|fehler|wrong|incorr|inaccur|omitted|misst|missp|misid|misq|misna|mis-',
    'richtig|bericht|rectif|rektif|retific|rettel|rettif|rettet|retting|rättel|rättat|oikai|beri[gk]t|verbeter|sprost|popraw|düzelt|tekzip|ralat|perbaik|chính|sửa',
    'clarif|klarif|klarst|aclar|escl|précis|precisaz|precisi|præcis|presis|täsm|verduid|wyja|förtyd|amend|for the record|mise au point',
    'refil|resend|re-sends|repeats to|contrairement|ao contr|diferente|originally|previously|initially|(?:^|\\W)edited|(?:^|\\W)eds?:|regret|apolog|entschuld|geändert|fixed to|changed to|oppdatert med|opdateret med',
  ].join('|'),
  'i',
);
const BEYOND_LATIN = /[\u0370-\u1DFF\u2E80-\uFFFF]/;

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

const WITHDRAWAL = /withdr|retract|remov|kill|delet|taken down|unpubl|disregard|must not be used|zurückgez|entfernt|gelöscht|nicht verwenden|retir|supprim|annul|elimin|anulad|cancelad|ritirat|rimoss|ingetrok|verwijderd/i;

/** Notes are short; of an endless text only the head is looked at. */
const MAX_NOTE = 2000;
const headOf = (sentence: string): string => (sentence.length > MAX_NOTE ? sentence.slice(0, MAX_NOTE) : sentence);

/** True where a sentence says that this text corrects an error, in the wordings of some twenty languages. */
export function saysCorrected(sentence: string): boolean {
  const head = headOf(sentence);
  return (STEMS.test(head) || BEYOND_LATIN.test(head)) && CORRECTIVE.some((wording) => wording.test(head));
}

/** True where a sentence says that this story is withdrawn, retracted or to be disregarded; what a story tells of others doesn't count. */
export function saysWithdrawn(sentence: string): boolean {
  const head = headOf(sentence);
  return (WITHDRAWAL.test(head) || BEYOND_LATIN.test(head)) && WITHDRAWN.some((wording) => wording.test(head));
}
