// The field's wordings by which a text says of itself that it was corrected or withdrawn. Only text that is new counts.
// What a story tells of others (a market correction, a corrections officer, an earlier version of a law) must not match.
import { correctsItself } from './self-correction.js';

/** Labels in front of a note, in each language of the stamps. */
const LABELS = [
  'corrections?(?: (?:and|&) (?:clarifications?|amplifications?))?|clarifications?(?: (?:and|&) corrections?)?|corrected|corrigend(?:um|a)|errat(?:um|a)(?: corrige)?|for the record|(?:to set|setting) the record straight|correction appended|(?:editors?[\'’]?s? )?(?:note and )?correction',
  'korrektur(?:hinweis|en)?|berichtigung|berichtigt|richtigstellung|klarstellung|korrigiert(?:e (?:fassung|version))?|korrigendum',
  'rectificatif|rectification|correctif|précisions?|mise au point|version corrigée|corrigé',
  'correcci[oó]n(?:es)?|rectificaci[oó]n|fe de (?:erratas?|errores)|aclaraci[oó]n|precisión',
  'corre[cç][cç]?[aã]o|retifica[cç][aã]o|esclarecimento|erramos',
  'correzion[ei]|rettific[ah]e?|precisazion[ei]',
  'correcties?|rectificatie|verbetering(?:en)?|aanvullingen en verbeteringen|verduidelijking|gecorrigeerd',
  'sprostowanie|korekta|wyjaśnienie|poprawka',
  'rättelser?|rättat|förtydligande|korrigering|oikaisu|oikaistu|korjaus|korjattu|täsmennys',
  'rettelser?|rettet|retting|berigtigelse|beriktigelse|præcisering|presisering|korreksjon',
  'düzeltme(?: ve özür| notu)?|tekzip|исправлени[ея]|исправлено|поправка|уточнение|опровержение|виправлення|уточнення|спростування',
  'koreksi|ralat|klarifikasi|(?:xin )?đính chính|cải chính',
  '更正|勘误|勘誤|订正|訂正|訂正して再送|澄清|お詫びと訂正|おわびと訂正|정정|정정합니다|바로잡습니다|바로잡음',
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

const OURS = '(?:story|article|post|report|headline|column|caption|piece|item|page|dispatch|newsletter|blog|photo caption|graphic|chart|map|essay|obituary|review|interview|podcast|video|live ?blog|press release|newsflash|alert|version)';
const TOLD = '(?:misstated|mis-?spell?ed|mis-?spelt|misidentified|misquoted|mischaracteri[sz]ed|misattributed|misnamed|mistakenly|incorrectly|wrongly|erroneously|inaccurately|gave (?:an?|the) (?:wrong|incorrect)|contained|omitted|included (?:an?|the) (?:wrong|incorrect|error)|had (?:an?|the) (?:wrong|incorrect))';

const PAGE_OF_OURS = '(?:on page|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:last|this) (?:week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|in (?:the )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|with (?:this|the) (?:article|story|review|report|obituary))';

const PHRASES = [
  // English
  new RegExp(`\\b(?:an?|the|our) (?:${OURS}|profile|editorial|picture caption) ${PAGE_OF_OURS}[^.!?]{0,160}\\b(?:${TOLD}|gave (?:his|her|its|their) [^.]{1,40} as|referred incorrectly|described incorrectly)`, 'iu'),
  new RegExp(`\\b(?:when|as) (?:this ${OURS} (?:was|were) )?(?:first|originally|initially) published,? [^.!?]{0,80}\\b(?:said|stated|reported|listed|named|gave|misstated|had|referred)\\b`, 'iu'),
  new RegExp(`\\bthis ${OURS} (?:has been|was) (?:updated|edited|changed|revised) to (?:(?:accurately|correctly|more accurately)|reflect [^.!?]{0,160}, not)\\b`, 'iu'),
  /\beditor['’]?s['’]? note has been (?:added|appended)\b|\b(?:and )?not [^.!?]{1,60}\bas we (?:had )?(?:originally |previously |first |initially |earlier )?(?:reported|stated|wrote|said)\b|\bwe (?:originally|previously|initially|incorrectly|mistakenly|wrongly|erroneously) (?:said|stated|reported|wrote|described)\b/iu,
  new RegExp(`\\b(?:earlier|previous|prior|original|initial|first|former|print) (?:versions?|editions?) of this ${OURS}`, 'i'),
  new RegExp(`\\b(?:earlier|previous|prior|original|initial|former) (?:versions?|editions?) (?:of (?:the|our) (?:story|article|post|headline|column|caption|report|piece) )?${TOLD}`, 'i'),
  new RegExp(`\\b(?:this|our|an? (?:earlier|previous|original)) ${OURS} (?:(?:originally|previously|initially|earlier) )?${TOLD}`, 'i'),
  new RegExp(`\\bthis ${OURS}(?:['’]s \\p{L}+)? (?:originally|previously|initially) (?:said|stated|reported|listed|referred|named|identified|gave|had)\\b`, 'iu'),
  new RegExp(`\\b(?:this|the above) (?:(?:\\p{L}{3,9}\\.?,? \\d{1,2}|\\d{1,2} \\p{L}{3,9}),? )?${OURS}(?:['’]s \\p{L}+)? (?:has been|was|is|have been) (?:since |subsequently |later )?(?:corrected|amended|clarified|(?:updated|revised|edited|changed|modified|refiled) (?:[^.]{0,40} )?to (?:correct|fix|clarify|remove an?))`, 'iu'),
  /\b(?:because of|due to|owing to) (?:an?|our) (?:editing|editor['’]s|production|reporting|transcription|translation|reporter['’]s) error\b|\bwe (?:deeply |sincerely )?(?:regret|apologi[sz]e for) (?:the|this|these|any) (?:errors?|mistakes?|inaccurac(?:y|ies)|confusion)\b/i,
  new RegExp(`\\bwe(?:['’]ve| have)? (?:since |now )?(?:corrected|amended) (?:this|the|our) ${OURS}\\b|^(?:it|the (?:error|mistake|text|story|article|headline)) has (?:since |now )?been corrected\\.?$`, 'i'),
  /^[\s\p{P}\p{S}]*(?:eds?:? ?(?:note:? ?)?|(?:this (?:story|article|version|item|report|photo|headline) ))?(?:also )?(?:corrects (?!itself\b|course\b)|clarifies (?:that|headline|paragraph|attribution|in|the))\p{L}*/iu,
  /^[\s\p{P}\p{S}]*(?:refil(?:es|ed|ing)|re-?sends|updated|edited|revised|changed|fixed|repeats) (?:story )?to (?:correct|fix|clarify)\b|\bCORRECTED(?:[-–—:]|$)|^[\s\p{P}]*[Aa]mendment,? \d{1,2} \p{Lu}\p{L}{2}/u,
  new RegExp(`^[\\p{P}\\s]*in an? (?:\\p{L}{3,9}\\.? \\d{1,2},? )${OURS}\\b[^.!?]{0,160}\\b(?:erroneously|incorrectly|mistakenly|wrongly|misstated|misidentified|misspelled|misquoted)\\b`, 'iu'),
  // A whole sentence that says so of "the text"
  /^[\s\p{P}]*(?:(?:o texto|a (?:matéria|reportagem)|el texto|la (?:nota|noticia)|il testo|le texte|l['’]article|der (?:text|artikel)|de tekst|het artikel) (?:já )?(?:foi|ha sido|fue|è stato|a été|wurde|is) (?:\p{L}+ )?(?:corrigid[oa]|corregid[oa]|corretto|corrigé|korrigiert|gecorrigeerd))[.!\s]*$/iu,
  // Apologies to readers, and what "we" wrote before, in languages where the word for the text is left out
  /(?<!\p{L})(?:excuses? (?:à|auprès de) nos lect|(?:ci )?scusiamo con (?:i|le|gli) (?:nostri )?lett|desculpas? (?:aos|a) (?:nossos )?leitores|(?:aos|a) (?:visados|leitores)[^.]{0,40} desculpas|disculpas a (?:nuestros|los|sus) lectores|przepraszamy czytelników|извинения (?:своим )?читателям|beklager feilen\.?$|beklager fejlen\.?$|(?:vi|redaktionen) (?:beklagar|ber om ursäkt för) felet|pahoittelemme virhettä)/iu,
  /\b(?:por|per) (?:un |um )?(?:error|erro|errore|lapso|equívoco),? (?:escrev|public|inform|dijimos|indic|abbiamo|scritt)/iu,
  /\b(?:zunächst|zuerst|anfangs|ursprünglich|irrtümlich|fälschlich(?:erweise)?) (?:hatten|haben) wir\b|\b(?:hatten|haben) wir (?:zunächst|zuerst|ursprünglich|irrtümlich|fälschlich(?:erweise)?)(?: \p{L}+){0,8} (?:berichtet|geschrieben|gemeldet|angegeben|behauptet)|\banders als (?:zunächst|zuerst|ursprünglich|zuvor|von uns|hier|in einer (?:früheren|ersten) (?:version|fassung))(?: \p{L}+){0,3} (?:berichtet|gemeldet|geschrieben|angegeben|dargestellt|vermeldet)|\b(?:in diesem|in unserem) (?:text|artikel|beitrag)(?: \p{L}+){0,6} (?:berichtigt|korrigiert)|\bwir haben in (?:diesem|unserem) \p{L}+(?: \p{L}+){0,5} (?:berichtigt|korrigiert)/iu,
  /\bnous avons corrigé (?:une|des|cette|l['’]) ?(?:erreurs?|coquilles?)|\banders dan (?:eerder|aanvankelijk) (?:in dit|in deze|gemeld|vermeld|geschreven|bericht|hier)|(?<!\p{L})(?:toisin kuin (?:jutussa|artikkelissa|aiemmin (?:kerroimme|jutussa)))/iu,
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
  /(?<!\p{L})(?:artikeln|texten|artiklen|teksten|saken|artikkelen|denne artikel|denne saken|nyheten) (?:har|er|ble|blev) (?:blitt |blevet |senere |(?:oppdatert|opdateret|uppdaterats) (?:og|och) )?(?:rättats|korrigerats|rettet|korrigert|korrigeret|berigtiget|oppdatert med (?:riktig|korrekt)|opdateret med (?:korrekt|rigtig))/iu,
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
  new RegExp(`${OPEN}(?:${LABELS})${REST}${WHEN}(?:\\s*[:：|—]|\\s+[–-](?:\\s|$)|[\\])】〕］）>＞〉》]|\\s*[.!]?\\s*$)`, 'iu'),
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
    'falsch|fälsch|irrtüm|inexact|inexat|erróne|enmend|equivoc|errou|errad|dizia|informava|afirmava|sbagli|verkeerd|foutie|onjuist|onrechte|abusi|per abuis|een fout|hersteld|błęd|błąd|myłk|mylnie|felakt|\\bfel |misstag|fejl|forkert|urikti|feil|virheel|erheel|väär|aiemmin|oikea|yanlış|hatalı|sehven',
    'chybn|nespráv|omyl|greșit|eron|corect|eroare|téves|helytelen|hibás|javít|pogreš|grešk|neto[čc]n|neta[čc]n|kesalahan|keliru|salah |nhầm|lỗi|sai sót|erstated',
    'first published|oprav|upřes|spres|erată|precizar|helyre|helyes|isprav|poprav|parandus|õiend|laboj|preciz|patiksl|klaidos|pembet|errad|correcci|to reflect|note has been|record straight|as we (?:had|orig|prev|first|init|earl|rep|stat|wrote|said)|excus|scusi|desculp|disculp|przeprasz|beklag|ursäkt|pahoitt|lapso|zunächst|anfangs|zuerst|ursprüng|anders|toisin',
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

/** True where a sentence says that this text corrects an error, in the wordings of some twenty languages. */
export function saysCorrected(sentence: string): boolean {
  const head = headOf(sentence);
  return (STEMS.test(head) || BEYOND_LATIN.test(head)) && (CORRECTIVE.some((wording) => wording.test(head)) || correctsItself(head));
}

/** True where a sentence says that this story is withdrawn, retracted or to be disregarded; what a story tells of others doesn't count. */
export function saysWithdrawn(sentence: string): boolean {
  const head = headOf(sentence);
  return (WITHDRAWAL.test(head) || BEYOND_LATIN.test(head)) && WITHDRAWN.some((wording) => wording.test(head));
}
