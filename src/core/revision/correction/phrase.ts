// Whole phrases by which a text says of itself that it was corrected, as papers word them in each language.
// What a story tells of others (a corrections officer, an earlier version of a law) must not match.

const OURS = '(?:story|article|post|report|headline|column|caption|piece|item|page|dispatch|newsletter|blog|photo caption|graphic|chart|map|essay|obituary|review|interview|podcast|video|live ?blog|press release|newsflash|alert|version)';
const TOLD = '(?:misstated|mis-?spell?ed|mis-?spelt|misidentified|misquoted|mischaracteri[sz]ed|misattributed|misnamed|mistakenly|incorrectly|wrongly|erroneously|inaccurately|gave (?:an?|the) (?:wrong|incorrect)|contained (?:an? |several |some |two )?(?:\\p{L}+ )?(?:errors?|mistakes?|inaccura|wrong|incorrect|typo)|omitted|included (?:an?|the) (?:wrong|incorrect|error)|had (?:an?|the) (?:wrong|incorrect))';

const PAGE_OF_OURS = '(?:on page|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:last|this) (?:week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|in (?:the )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|with (?:this|the) (?:article|story|review|report|obituary))';

const PHRASES = [
  // English
  new RegExp(`\\b(?:an?|the|our) (?:${OURS}|profile|editorial|picture caption) ${PAGE_OF_OURS}[^.!?]{0,160}\\b(?:${TOLD}|gave (?:his|her|its|their) [^.]{1,40} as|referred incorrectly|described incorrectly)`, 'iu'),
  new RegExp(`\\b(?:when|as) (?:this ${OURS} (?:was|were) )?(?:first|originally|initially) published,? [^.!?]{0,80}\\b(?:said|stated|reported|listed|named|gave|misstated|had|referred)\\b`, 'iu'),
  new RegExp(`\\bthis ${OURS} (?:has been|was) (?:updated|edited|changed|revised) to (?:(?:accurately|correctly|more accurately)|reflect [^.!?]{0,160}, not)\\b`, 'iu'),
  /\beditor['’]?s['’]? note has been (?:added|appended)\b|\b(?:and )?not [^.!?]{1,60}\bas we (?:had )?(?:originally |previously |first |initially |earlier )?(?:reported|stated|wrote|said)\b|\bwe (?:originally|previously|initially|incorrectly|mistakenly|wrongly|erroneously) (?:said|stated|reported|wrote|described)\b/iu,
  new RegExp(`\\b(?:earlier|previous|prior|original|initial|first|former|print) (?:versions?|editions?) of this ${OURS}`, 'i'),
  new RegExp(`\\b(?:earlier|previous|prior|original|initial|former) (?:versions?|editions?) (?:of (?:the|our) (?:story|article|post|headline|column|caption|report|piece) )?${TOLD}`, 'iu'),
  new RegExp(`\\b(?:this|our|an? (?:earlier|previous|original)) ${OURS} (?:(?:originally|previously|initially|earlier) )?${TOLD}`, 'iu'),
  new RegExp(`\\bthis ${OURS}(?:['’]s \\p{L}+)? (?:originally|previously|initially) (?:said|stated|reported|listed|referred|named|identified|gave|had)\\b`, 'iu'),
  new RegExp(`\\b(?:this|the above) (?:(?:\\p{L}{3,9}\\.?,? \\d{1,2}|\\d{1,2} \\p{L}{3,9}),? )?${OURS}(?:['’]s \\p{L}+)? (?:has been|was|is|have been) (?:since |subsequently |later )?(?:corrected|amended|clarified|(?:updated|revised|edited|changed|modified|refiled) (?:[^.]{0,40} )?to (?:correct|fix|clarify|remove an?))`, 'iu'),
  /\b(?:because of|due to|owing to) (?:an?|our) (?:editing|editor['’]s|production|reporting|transcription|translation|reporter['’]s) error\b|\bwe (?:deeply |sincerely )?(?:regret|apologi[sz]e for) (?:the|this|these|any) (?:errors?|mistakes?|inaccurac(?:y|ies)|confusion)\b/i,
  new RegExp(`\\bwe(?:['’]ve| have)? (?:since |now )?(?:corrected|amended) (?:this|the|our) ${OURS}\\b|^(?:it|the (?:error|mistake|text|story|article|headline)) has (?:since |now )?been corrected\\.?$`, 'i'),
  /^[\s\p{P}\p{S}]*(?:eds?:? ?(?:note:? ?)?|(?:this (?:story|article|version|item|report|photo|headline) ))?(?:also )?(?:corrects (?!itself\b|course\b)|clarifies (?:that|headline|paragraph|attribution|in|the))\p{L}*/iu,
  /^[\s\p{P}\p{S}]*(?:refil(?:es|ed|ing)|re-?sends|updated|edited|revised|changed|fixed|repeats) (?:story )?to (?:correct|fix|clarify)\b|\bCORRECTED(?:[-–—:]|$)|^[\s\p{P}]*[Aa]mendment,? \d{1,2} \p{Lu}\p{L}{2}/u,
  new RegExp(`^[\\p{P}\\s]*in an? (?:\\p{L}{3,9}\\.? \\d{1,2},? )${OURS}\\b[^.!?]{0,160}\\b(?:erroneously|incorrectly|mistakenly|wrongly|misstated|misidentified|misspelled|misquoted)\\b`, 'iu'),
  new RegExp(`^[^\\p{L}]*(?:the|our) (?:story|article|post|headline|column|caption|piece|obituary|photo caption) (?:above )?(?:has been|was) (?:since |subsequently |later )?(?:corrected|amended|updated|changed|edited|revised) .{0,40}?to (?:correct|fix|clarify|remove|rectify|say that|make clear)\\b`, 'iu'),
  /^[^\p{L}]*(?:after|since) publication,? (?:we|this) .{0,20}(?:corrected|amended|removed)|^[^\p{L}]*we(?:['’]ve| have)? (?:since |now )?(?:corrected|fixed) (?:the|a) (?:name|spelling|date|number|figure|headline|title|caption|age|location|typo)s?\b/iu,
  /[;(] ?corrects (?:\p{L}+ ){1,4}(?:in|to|throughout|on)\b/u,
  /^[^\p{L}]*(?:with )?(?:our )?apologies ?[:：—–]/iu,
  // Wire leads, and pictures that were not of what they said
  /^[\s\p{P}\p{S}]*(?:[Tt]his|[Tt]he) (?:\p{L}+ )?(?:version|update|refile)(?: of (?:the|this) (?:story|article|report))? (?:corrects|fixes|clarifies|amends)\b|[([](?:Corrects|Fixes|Korrigiert|Berichtigt|Corrige|Rectifie|Corregge|Rettifica|Corrigeert)\b/u,
  /\b(?:photo(?:graph)?|picture|image|illustration|video|chart|map)s? (?:that |which )?(?:originally|initially|previously|first|earlier) (?:accompanied|appeared with|ran with|published with|used with|accompanying) (?:this|our|the) (?:story|article|post|piece|report)\b/iu,
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

/** True where a sentence has one of the field's phrases for a correction in it. */
export const hasCorrectionPhrase = (sentence: string): boolean => PHRASES.some((phrase) => phrase.test(sentence));
