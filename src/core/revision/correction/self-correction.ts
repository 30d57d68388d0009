// The grammar of a note that corrects, language by language: a text speaks of itself (this article, our headline, its earlier
// version) and of an error in one breath, or its editors say what they got wrong. One of the two alone is prose.

/** `own`: how a text names itself or what it was before. `wrong`: an error, or what was done about one. `told`: a head of a sentence by which editors own up. */
type Grammar = { own: string; wrong: string; told?: string };

/** How many letters may lie between the two. */
const NEAR = '[^!?。！？]{0,160}?';
const OF_OTHERS = {
  en: '(?! of (?!this|our|the (?:story|article|post|headline|column|caption|piece|obituary|newsletter)))',
  romance: '(?! d(?:e|el|u|es|i|o|a|os|as|ella|elle|ei|ello) (?!est[ae]|ess[ae]|nuestr|noss|quest|nostr|ce|notre|(?:el |la |le |o |a )?(?:artícul|artig|articol|articl|text|test|nota|notici|notíci|notizi|report|matéria|pezzo|titul|titol|titre)))(?! d[\'’](?!articl|articol))(?! dell[\'’](?!articol))(?! de l[\'’](?!articl))',
} as const;

const GRAMMARS: readonly Grammar[] = [
  {
    own: `(?:this|our|the above) (?:[\\p{L}-]{1,14} )?(?:story|article|post|headline|subheadline|column|caption|piece|newsletter|obituary|graphic|infographic|chart|profile|page|blog|essay|review|timeline|transcript|explainer|item|entry|recipe|live ?blog|editorial|photo gallery|map|table)(?! of (?:the|our) (?:code|law|constitution|treaty|charter))|(?:earlier|previous|prior|original|initial|first|former|print|preceding|older) (?:versions?|editions?|drafts?|iterations?)${OF_OTHERS.en}|(?:photo(?:graph)?|picture|image|caption|headline|chart|graphic|map|video|illustration|table) (?:that |which )?(?:\\p{L}+ly )?(?:accompany(?:ing|ied)|accompanied|published with|that ran with|used with) (?:this|our|the) (?:story|article|post|piece|column|report)`,
    wrong: `misstat\\p{L}+|mis-?spell?(?:ed|ings?)|mis-?spelt|misidentif\\p{L}+|misquot\\p{L}+|misattribut\\p{L}+|mischaracteri[sz]\\p{L}+|misnam\\p{L}+|mislabel\\p{L}+|misreport\\p{L}+|misdescrib\\p{L}+|mistakenly|incorrectly|erroneously|inaccurately|imprecisely|by mistake|(?:gave|had|included|listed|showed|used|contained|cited|named|carried|credited|stated|reported|featured|depicted) (?:an? |the |his |her |its |their )?(?:\\p{L}+ly )?(?:wrong|incorrect|inaccurate|erroneous|mistaken)|(?:contained|included|introduced) (?:an?|several|two|some) (?:\\p{L}+ )?(?:errors?|mistakes?|inaccurac\\p{L}+|typos?)|ha(?:s|ve) (?:since |now |subsequently )?been (?:since |now |subsequently )?(?:corrected|amended|clarified|rectified|fixed)|(?:updated|changed|edited|amended|revised|modified|altered) .{0,60}?(?:to (?:correct|fix|rectify|clarify|remove (?:an?|the) (?:\\p{L}+ )?(?:error|reference|mistake))|(?:because|after|due to|owing to|as) .{0,30}?(?:error|mistake|incorrect|wrong|inaccura\\p{L}+))|overstated|understated|should (?:have (?:said|read|stated|been)|read)|to reflect the (?:correct|right|accurate|proper)|with the (?:correct|right) \\p{L}+|(?:due to|because of) an? (?:\\p{L}+ )?error|transposed`,
    told: `we (?:got (?:it|this|that|the \\p{L}+|(?:his|her|its|their) \\p{L}+) wrong|misstated|mis-?spell?ed|mis-?spelt|misidentified|misquoted|misreported|misattributed|made an? (?:error|mistake) (?:in|with|when)|should have (?:said|written|reported))|in (?:our|this|the) (?:\\p{L}+ )?(?:story|article|report|column|item|review|piece) .{0,120}?,? we (?:said|stated|wrote|reported|gave|named|described|quoted|printed)`,
  },
  {
    own: `(?:diese[rsnm]?|unsere[rsnm]?) (?:[\\p{L}-]{1,18} )?(?:artikel|text|beitrag|bericht|meldung|fassung|version|nachricht|überschrift|bildunterschrift|bildtext|grafik|stück|kommentar|kolumne|reportage|nachruf|teaser|vorspann|liveblog|newsletter)e?s?|i[mn] (?:der )?(?:artikel|text|beitrag|teaser|vorspann|überschrift|bildunterschrift|bildtext)(?! (?:de[rs]|von|vom|über|\\d))|(?:frühere[nr]?|vorherige[nr]?|ursprüngliche[nr]?|ältere[nr]?|vorige[nr]?|ersten?|erste|anfängliche[nr]?) (?:versionen|version|fassung|variante)(?! (?:de[rs]|von|vom|seine[rs]|ihre[rs]) (?!artikel|text|beitrag|bericht|meldung))`,
    wrong: `korrigier\\p{L}+|berichtigt\\p{L}*|richtiggestellt|falsch\\p{L}*|fälschlich\\p{L}*|irrtümlich\\p{L}*|(?:stand|hieß es|schrieben wir|wurde|war|hatten wir|haben wir) (?:zunächst|zuerst|ursprünglich|anfangs)|fehlerhaft\\p{L}*|versehentlich|unrichtig\\p{L}*|unkorrekt\\p{L}*|missverständlich\\p{L}*|ungenau\\p{L}*|verwechselt|vertauscht|nicht korrekt|(?:ein|einen|den|der|dieser|diesen|durch einen) (?:\\p{L}+ )?(?:fehler|irrtum)|tippfehler|zahlendreher`,
    told: `wir haben (?:uns (?:geirrt|vertan|verschrieben|verrechnet)|.{0,80}(?:falsch|fälschlich\\p{L}*|irrtümlich|versehentlich) (?:geschrieben|angegeben|berichtet|zitiert|benannt|bezeichnet|wiedergegeben|dargestellt|übersetzt|behauptet))`,
  },
  {
    own: `(?:cet|cette|notre|ce) (?:article|texte|papier|billet|titre|légende|dépêche|chronique|infographie|version|reportage|portrait|carte|graphique|newsletter|contenu)(?! (?:de (?:la )?loi|du code|de la constitution|\\d))|^[\\p{P}\\s]*(?:article|texte|titre) (?:modifié|mis à jour|actualisé|édité)|l['’]article(?= a été (?:modifié|corrigé|rectifié|amendé|actualisé))|(?:première|précédente|ancienne) version${OF_OTHERS.romance}|version (?:précédente|antérieure|initiale|originale|ancienne)${OF_OTHERS.romance}`,
    wrong: 'corrigée?s?|corriger|rectifiée?s?|rectifier|erronée?s?|une? (?:\\p{L}+ )?(?:erreur|coquille|confusion)|par erreur|à tort|inexacte?s?|erronément|mal (?:orthographié|écrit|retranscrit|traduit|attribué)\\p{L}*|(?:un|le|la|une) mauvaise? (?:nom|prénom|date|chiffre|titre|photo|légende|lieu|ville|adresse|âge|année|orthographe)|confondait|modifié .{0,60}?et non (?:pas )?(?:en|le|la|à|de|un|une|\\d)|incorrecte?s?|incorrectement',
    told: `nous (?:avons|nous sommes|avions) (?:(?:par erreur|à tort|malencontreusement|erronément) \\p{L}+|trompés?|\\p{L}+ (?:par erreur|à tort))|dans notre (?:édition|numéro|journal) .{0,120}?(?:à tort|par erreur|erroné\\p{L}*|une erreur)`,
  },
  {
    own: `(?:artículo|texto|titular) original(?! d(?:el?|a|o)\\b)|(?:est[ae]|nuestr[oa]) (?:artículo|nota|noticia|texto|reportaje|crónica|pieza|titular|publicación|versión|columna|gráfico|mapa|pie de foto)(?! (?:del? (?:la |el )?(?:código|ley|constitución|estatuto)|\\d))|est[ae] información (?:ha sido|fue|se ha|se) (?:modific|actualiz|correg|edit|rectific)\\p{L}+|(?:primera|previa|anterior) versión${OF_OTHERS.romance}|versión (?:anterior|previa|inicial|original|precedente)${OF_OTHERS.romance}`,
    wrong: 'correg\\p{L}+|corrig\\p{L}+|rectific\\p{L}+|enmend\\p{L}+|subsan\\p{L}+|erróne\\p{L}+|por error|equivoc\\p{L}+|incorrect\\p{L}+|inexact\\p{L}+|un(?:a)? (?:\\p{L}+ )?(?:error|errata|imprecisión|confusión)|errata|identific\\p{L}+ mal|mal (?:escrit|identific|atribu|traduc)\\p{L}+',
    told: 'se ha(?:n)? corregido (?:el|la|los|las) (?:nombre|apellido|cifra|dato|fecha|titular|edad|error de)s?|por (?:un )?error .{0,120}?(?:publicamos|publicó|escribimos|informamos|dijimos|indicamos|señalamos|atribuimos|atribuía|decía|aparecía)|en la (?:noticia|información|nota|edición) (?:publicada|de) .{0,120}?(?:por error|se decía|erróne\\p{L}+|cuando (?:en realidad|son|es))',
  },
  {
    own: `(?:est[ae]|ess[ae]|noss[oa]) (?:artigo|texto|reportagem|notícia|matéria|título|legenda|publicação|versão|coluna|gráfico|post)(?! (?:d[aeo] (?:lei|código|constituição)|\\d))|versão (?:anterior|inicial|original|prévia)${OF_OTHERS.romance}|(?:primeira|anterior) versão${OF_OTHERS.romance}|(?:texto|título|reportagem|matéria) (?:original|inicial|anterior)(?! d[aeo]s? (?:lei|projeto|pec|decreto|contrato|medida))`,
    wrong: 'errou|dizia|informava|afirmava|corrig\\p{L}+|correç\\p{L}+|retific\\p{L}+|incorret\\p{L}+|errad[oa]s?|erroneamente|errônea?s?|por (?:erro|engano|lapso)|equivoc\\p{L}+|um(?:a)? (?:\\p{L}+ )?(?:erro|imprecisão|incorreção|gralha)|inexat\\p{L}+|trocad[oa]s?',
    told: 'por (?:erro|engano|lapso|equívoco|um erro|uma falha) .{0,120}?(?:escrevemos|publicámos|publicamos|publicou|informamos|noticiámos|noticiamos|dissemos|dizia|constava)|(?:diferentemente|ao contrário) do (?:que (?:foi )?)?(?:informado|publicado|noticiado|afirmado|escrito|constava)',
  },
  {
    own: `(?:quest[oa]|nostr[oa]) (?:articolo|testo|notizia|pezzo|titolo|didascalia|versione|grafico|servizio)(?! (?:di legge|della costituzione|del codice|\\d))|prima stesura${OF_OTHERS.romance}|l['’]articolo(?! \\d)(?= (?:pubblicato |è stat[oa] (?:modificat|aggiornat|corrett)))|nell['’]articolo (?:pubblicato|di ieri|di oggi|intitolato|dal titolo|[«“"])|(?:prima|precedente) versione${OF_OTHERS.romance}|versione (?:precedente|iniziale|originale|originaria)${OF_OTHERS.romance}`,
    wrong: `corrett[oaie]|correggere|rettific\\p{L}+|erroneamente|per (?:errore|sbaglio|una svista)|sbagliat[oaie]|errat[oaie]|in modo (?:errato|scorretto)|un(?:a)? (?:\\p{L}+ )?(?:errore|svista|refuso|imprecisione|inesattezza)|inesatt\\p{L}+|scorrett\\p{L}+|scritt[oaie] male|erronea\\p{L}*`,
    told: `per (?:un )?(?:errore|una svista|sbaglio) .{0,120}?(?:abbiamo|pubblicat|scritto)|abbiamo (?:erroneamente|per errore|per sbaglio|scritto erroneamente|sbagliato)`,
  },
  {
    own: `(?:dit|deze|ons|onze) (?:artikel|bericht|verhaal|stuk|tekst|kop|column|nieuwsbericht|versie|bijschrift|fotobijschrift|recensie|grafiek|kaart|rubriek)|(?:eerdere|vorige|oudere|eerste|oorspronkelijke) versie(?! van (?!dit|deze|het (?:artikel|bericht|verhaal|stuk)|ons|de tekst))|in (?:de kop|het (?:bericht|artikel|bijschrift))(?! van| over)`,
    wrong: 'gecorrigeerd|gerectificeerd|rechtgezet|verkeerde?|foutieve?|onjuiste?|onjuist|ten onrechte|abusievelijk|per abuis|een (?:\\p{L}+ )?(?:fout|vergissing)|hersteld|incorrecte?|klopte niet|fout (?:gespeld|vermeld|geschreven)|foutief',
    told: '(?:wij|we) (?:schreven|meldden|hebben) .{0,80}?(?:ten onrechte|abusievelijk|per abuis|verkeerd|onjuist)',
  },
  {
    own: `(?:ten|tego|tym|ta|tej|naszym?|naszego|naszej|powyższ\\p{L}+) (?:artykule?|artykułu?|tekście|tekstu?|materiale?|wpisu?|depesz\\p{L}|tytule?|nagłówku?|publikacj\\p{L}|wersj\\p{L}|informacj\\p{L}|notatc\\p{L})\\p{L}*|^[\\p{P}\\s]*(?:artykuł|tekst|materiał) (?:został )?zaktualizowan\\p{L}+|(?:poprzedniej|wcześniejszej|pierwotnej|pierwszej|poprzednia|wcześniejsza|pierwotna) wersj\\p{L}+(?! (?:ustaw|projekt|umow|aplikacj|przepis|program|regulamin|rozporządz|statut|budżet))|w (?:artykule|tekście|tytule|nagłówku) (?:„|pt\\.|z dnia|opublikowan\\p{L}+|zatytułowan\\p{L}+)`,
    wrong: 'popraw\\p{L}+|sprostow\\p{L}+|skorygow\\p{L}+|błędn\\p{L}+|błąd|błęd\\p{L}+|omyłk\\p{L}+|pomyłk\\p{L}+|mylnie|nieprawdziw\\p{L}+|nieprawidłow\\p{L}+|nieścisł\\p{L}+|niewłaściw\\p{L}+|w rzeczywistości|przejęzycz\\p{L}+|literówk\\p{L}+',
    told: '(?:w|do) (?:artykule|tekście|artykułu|tekstu|tytule) (?:pojawił|wkradł|znalazł)\\p{L}* się (?:\\p{L}+ )?(?:błąd|nieścisłość|pomyłka|literówka)|(?:błędnie|omyłkowo|mylnie|przez pomyłkę) (?:podaliśmy|napisaliśmy|poinformowaliśmy|nazwaliśmy|przypisaliśmy)|(?:napisaliśmy|podaliśmy|poinformowaliśmy) (?:błędnie|omyłkowo|mylnie|nieprawdziwie)',
  },
  {
    own: `(?:den här|denna|denne|dette|vår) (?:artikeln?|artikel|texten?|nyheten|rubriken?|bildtexten?|artikkelen|artikkel|saken|sak|teksten?|tittelen|historie|krönikan?|kommentaren?|grafiken?|kronikken?|nyhed|nyheden)|(?:^[\\p{P}\\s]*(?:i )?|\\b(?:i|at) )(?:artikeln|texten|rubriken|bildtexten|grafiken|artiklen|artikkelen|overskriften|billedteksten|bildeteksten|grafikken)|(?:opprinnelige?|oprindelige|ursprungliga|första|første|tidligere|tidigare) (?:version(?:en)?|versjon(?:en)?|udgaven?|utgaven?|utgåvan?)(?! (?:av|af) (?!artikeln|texten|artiklen|artikkelen|teksten|saken|nyheten|den(?:na|ne)|dette|den här))|(?:artikeln|texten|rubriken) (?:uppdaterades|ändrades|justerades)|(?:saken|artikkelen|artiklen|artikeln|texten|teksten|tittelen|overskriften|rubriken) (?:ble|blev|er|har|är) (?:blitt |blevet |blivit |også |senere )?(?:endret|ændret|ändra[td]s?|oppdatert|opdateret|uppdatera[dt]s?|redigert|redigeret|justert|justeret|justera[td]s?)`,
    wrong: `korrigera[dt]s?|korrigeret|korrigert|rättats?|rättad|felaktig\\p{L}*|med (?:korrekt|rätt|riktig|rigtig)\\p{L}*|(?:stod|uppgavs|stått|skrev vi|stod det|på grund av ett) fel|fel(?:et)? (?:belopp|namn|datum|siffra|uppgift|år|person|ort|titel|bild)|uppgavs tidigare|av misstag|rettet|berigtiget|forkert\\p{L}*|ikke (?:er |var )?(?:korrekt|riktig|rigtigt?)|ukorrekt|ved en (?:fejl|feil|misforståelse)|fejlagtigt?|uriktig\\p{L}*|feilaktig\\p{L}*|feilstavet|stavefeil|stavfel|skrivfel|trykkfeil|(?:var|er|sto|oppga|oppgitt|skrev vi)(?: det)? (?:feil|fejl)|(?:en|et|ett|to|två) (?:\\p{L}+ )?(?:feil|fejl|fel)|fejl i|feil i|det rigtige er|det riktige er|det rätta är`,
    told: 'vi (?:skrev|oppga|oppgav|uppgav|angav) (?:tidligere |tidigare |først |först )?(?:feil|fel|forkert|felaktigt|feilaktig|ved en fe[ji]l|av misstag)|tidligere i (?:denne )?(?:saken|artikkelen|artiklen) (?:sto|stod)',
  },
  {
    own: `(?:jutussa|juttua|juttuun|jutun|artikkelissa|artikkelia|artikkeliin|artikkelin|uutisessa|uutista|uutiseen|uutisen|otsikkoa|otsikossa|tekstiä|tekstissä|kuvatekstissä|kuvatekstiä|grafiikassa)|(?:aiemmassa|aikaisemmassa|alkuperäisessä|edellisessä|ensimmäisessä) (?:versiossa|julkaistussa)`,
    wrong: 'korjattu|oikaistu|korjasimme|virheellisesti|virheellinen|virheellis\\p{L}+|erheellisesti|väärin|väärä|väärän|väärässä|aiemmin (?:kerrottiin|luki|väitettiin|sanottiin|mainittiin|kirjoitettiin)|oikea \\p{L}+|virhe|kirjoitusvirhe\\p{L}*|asiavirhe\\p{L}*',
    told: 'korjattu (?:kello|klo|kl\\.|\\d|otsikko|nimi|luku|päivämäärä)|(?:kerroimme|kirjoitimme) (?:aiemmin )?(?:virheellisesti|väärin|erheellisesti)',
  },
  {
    own: `(?:haberde|haberdeki|haberimizde|haberin|haberimizin|bu haber\\p{L}*|yazıda|yazımızda|başlıkta|metinde|bu yazı\\p{L}*|bu makale\\p{L}*|bu içerik\\p{L}*|haberimiz\\p{L}*)|(?:önceki|eski|ilk|orijinal) (?:sürüm|versiyon|hal)(?:ün|un|in)?(?:de|da|ünde|unda|inde)`,
    wrong: 'düzeltil\\p{L}+|düzeltme\\p{L}*|düzelttik|yanlış (?:yaz|ver|belirt|aktar|kullan|yer al|bilgi (?:ver|yer)|isim|tarih|rakam|fotoğraf)\\p{L}*|hatalı (?:yaz|ver|belirt|aktar|kullan)\\p{L}*|sehven|hata (?:nedeniyle|sonucu)|yanlışlıkla|hatası|hata yapıl\\p{L}+|maddi hata\\p{L}*',
  },
  {
    own: `(?:эт(?:ой|от|ом|ого|а)|наш\\p{L}+|данн\\p{L}+|настоящ\\p{L}+) (?:стать|текст|материал|новост|заметк|публикаци|заголов|колонк|инфографик)\\p{L}*(?! (?:закона|конституции|кодекса|ук|договора))|(?:ці[йє]|ця|цей|цього|цьому|наш\\p{L}+) (?:статт|текст|матеріал|новин|публікаці|заголов)\\p{L}*|(?:предыдущ|более ранн|первоначальн|ранн|прежн|перв|исходн)(?:ей|яя|ая|ой|ую|юю|ом|ем|ый|ий) (?:верси[июяей]|вариант|редакци)\\p{L}*(?! (?:законо|приложени|программ|документ|договор|соглашени|бюджет|игр|проект|доклад))|в (?:тексте|заголовке|заметке|подписи к фото)(?! (?:закона|\\d|конституции|договора|указа|соглашения))`,
    wrong: 'исправл\\p{L}+|уточн[её]н\\p{L}*|скорректирован\\p{L}*|ошибк\\p{L}+|ошибочно|неверн\\p{L}+|неправильно|неточност\\p{L}+|опечатк\\p{L}+|виправл\\p{L}+|помилк\\p{L}+|помилково|уточнен\\p{L}*|некорректн\\p{L}+|по ошибке',
    told: '(?:ранее |раніше )?(?:мы|ми|редакция|издание) (?:ошибочно|неверно|по ошибке|неправильно|помилково) \\p{L}+|исправлен[аоы]? (?:ошибка|опечатка|неточность|фамилия|имя|дата|заголовок|цифра)',
  },
  { own: `(?:původní|předchozí|dřívější|první|pôvodnej|predchádzajúcej) verz\\p{L}+(?: tohoto)? (?:článku|textu|zprávy|správy)|(?:tento|tohoto|tomto|tejto) (?:článe?k\\p{L}*|text\\p{L}*)`, wrong: 'chybně|chybne|nesprávně|nesprávne|omylem|omylom|opraven\\p{L}*|opravili' },
  { own: '(?:προηγούμενη|αρχική|παλαιότερη) (?:έκδοση|μορφή)|(?:αυτό το|του παρόντος|το παρόν) (?:άρθρου?|κειμένου|κείμενο)', wrong: 'λάθος|λανθασμέν\\p{L}+|εσφαλμέν\\p{L}+|εκ παραδρομής|διορθώθηκε' },
  { own: 'versiun\\p{L}+ (?:anterio\\p{L}+|inițial\\p{L}+|precedent\\p{L}+) a (?:articol|text|știr)\\p{L}+|acest(?:ui)? (?:articol\\p{L}*|text\\p{L}*)', wrong: 'greșit\\p{L}*|eronat\\p{L}*|corectat\\p{L}*|din eroare|rectificat\\p{L}*|o eroare' },
  { own: 'cikkünk\\p{L}*|(?:a )?cikk (?:korábbi|eredeti|előző|első) (?:verzió|változat)\\p{L}*', wrong: 'tévesen|helytelenül|hibásan|javítottuk|hibás\\p{L}*' },
  { own: '(?:ovom|ovaj|ovoga?) (?:članku|članak|članka|tekstu?|tekst)|(?:prethodnoj|ranijoj|prvoj) verziji (?:ovog |članka|teksta)', wrong: 'pogrešno|ispravljen\\p{L}*|greškom|netočno|netačno' },
  { own: 'نسخه (?:قبلی|پیشین|اولیه)|این (?:خبر|مطلب|گزارش)', wrong: 'به اشتباه|اصلاح شد' },
  { own: 'בכתבה|בידיעה|בגרסה (?:קודמת|מוקדמת|הקודמת|הראשונה)', wrong: 'בטעות|שגוי\\p{L}*|תוקן|תוקנה' },
  {
    own: '(?:इस|इसी|हमारी|हमारे) (?:लेख|ख़?बर|रिपोर्ट|समाचार|आलेख|स्टोरी|ख़बर|कॉपी|ग्राफ़?िक|शीर्षक)|(?:पिछले|पहले|पुराने|मूल) (?:संस्करण|वर्ज़?न)',
    wrong: 'सुधार|संशोध|ठीक कर|ग़?लती से|ग़?लत (?:लिख|बता|छप|प्रकाशित|दी गई|दिया गया|नाम|तारीख)|त्रुटि|अशुद्ध|सही (?:नाम|जानकारी|आंकड़|तारीख|उम्र|संख्या|तथ्य)|भूलवश',
  },
  {
    own: '(?:الخبر|التقرير|المقال|المادة) السابقة?|(?:هذا|هذه) (?:المقال|الخبر|المادة|النص|العنوان|التقرير|القصة|المقالة)|(?:نسخة|صيغة|النسخة|الصيغة|نسخه) (?:سابقة|أولى|السابقة|الأولى|أولية)',
    wrong: 'غير (?:صحيح|دقيق)\\p{L}*|بالخطأ|عن طريق الخطأ|سهوا|سهوًا|بعد ورود خطأ|(?:تم|جرى) (?:تصحيح|تعديل)|(?:ورد|وقع|وجود|بسبب|ورود) خطأ|خطأ (?:أن|في)|(?:تاريخ|اسم|رقم|بشكل) خاطئ|والصحيح|والصواب',
    told: 'ورد (?:في .{1,60} )?خطأ|(?:ذكرنا|أوردنا|نشرنا) (?:خطأ|بالخطأ|سهوا|عن طريق الخطأ)',
  },
  {
    own: '(?:artikel|berita|tulisan|judul|laporan|naskah)(?: berita)? ini|redaksi|versi (?:sebelumnya|awal|terdahulu|pertama)(?! (?:dari )?(?:ruu|undang|aplikasi|perjanjian|rancangan|aturan))',
    wrong: 'dikoreksi|mengoreksi|meralat|diralat|ralat|diperbaiki|kesalahan|keliru|kekeliruan|salah (?:tulis|ketik|sebut|menulis|menyebut|mencantumkan)|yang salah|tidak tepat',
    told: '(?:dalam |pada )?versi sebelumnya,? (?:disebutkan|tertulis|ditulis)|(?:kami|redaksi) (?:mohon maaf|meminta maaf|meralat|keliru|salah) (?:atas|menulis|menyebut)',
  },
  {
    own: 'tòa soạn|toà soạn|bài viết|bài báo|bản tin|tin trước|tiêu đề|bài đăng|phiên bản (?:trước|trước đó|đầu|cũ)|tin đã đăng|bài trước',
    wrong: 'đính chính|cải chính|(?:nêu|viết|ghi|đăng|đưa|dẫn|chú thích) (?:nhầm|sai|chưa (?:đúng|chính xác)|không (?:đúng|chính xác))|cáo lỗi|xin lỗi (?:bạn đọc|độc giả)|sai sót|nhầm lẫn|sơ suất|con số đúng|thông tin (?:đúng|chính xác) là|đã được (?:sửa|chỉnh)',
    told: '(?:do|vì) (?:sơ suất|nhầm lẫn|sai sót|lỗi (?:kỹ thuật|biên tập|đánh máy)).{0,120}?(?:bài|tin|báo|tòa soạn|chúng tôi)|(?:xin )?(?:cáo lỗi|thành thật xin lỗi|chân thành xin lỗi) (?:cùng |với )?(?:bạn đọc|quý (?:độc giả|vị)|độc giả)',
  },
  {
    own: '本文|本报|本報|本刊|本网|本網|本站|本稿|編按|编者按|編者按|编者注|編者註|文中|原文|此文|[该該](?:文|报道|報道|報導)|(?:此前|先前|早前|较早前?|較早前?|稍早|之前|初)的?(?:版本|版)|标题|標題',
    wrong: '更正|勘误|勘誤|誤植|误植|[误誤](?:[写寫作为為称稱将將报報植])|有[误誤]|致歉|[订訂]正|[笔筆][误誤]|[错錯][误誤]|[误誤]将|应为|應為|改正|失[实實]|不[实實]|[错錯]字',
    told: '(?:本[报報网網台刊]|编辑部|編輯部).{0,16}(?:[误誤]|致歉|[错錯][误誤])',
  },
  {
    own: '(?:この|本|当該|弊紙|今回の)記事|記事(?:の|中|で|内|公開|掲載)|見出し|最初の投稿|投稿の|初出|配信(?:した|時|当初)|(?:公開|掲載|配信)(?:時|当初|の際)|初版|初稿|当初の(?:記事|見出し)|前の版|以前の版|本文(?:中|の)|写真説明|編集部',
    wrong: '訂正|修正(?:しま|いたしま|済み|しております)|誤りがあ|誤りでし|お詫び|おわび|誤って|誤記|誤字|誤植|間違[いっえ]|正しくは|誤った',
    told: '正しくは.{1,60}(?:です|でした)',
  },
  {
    own: '(?:이|본|해당|위|앞선|이전) ?(?:기사|글|보도|칼럼)|본지|본보|기사 (?:최초|초판|제목|내용|본문|중|가운데|작성|송고)|최초 (?:송고|보도|게재)',
    wrong: '정정(?:합|했|됐|되|하)|바로잡(?:습|았|으|아)|수정(?:했|하였|합|됐|되었)|오기|오타|오류가 있|잘못 (?:표기|기재|보도|전|알려|썼|쓰)|사과드|사실과 달라|사실과 다르|틀렸|아니라',
    told: '(?:잘못|틀리게) (?:표기|기재|보도)(?:했|하였|돼|됐)',
  },
];

/** What an editors' note that corrects speaks of: an error, or a version that is gone. */
const EDITORS = `^[\\p{P}\\p{S}\\s]*(?:mise à jour|aktualisierung|actualización|atualização|aggiornamento|oppdatering|opdatering|uppdatering|päivitys|обновление|editor['’]?s['’]? note|anm(?:erkung|\\.) ?d(?:er|\\.) ?red(?:aktion|\\.)|transparenzhinweis|redaktioneller hinweis|hinweis der redaktion|in eigener sache|ndlr|note de la rédaction|nota de (?:la )?redacción|nota d[ao] (?:redação|editor)|nota (?:della redazione|di redazione|del editor)|naschrift|noot van de redactie|od redakcji|redaktionens (?:anmärkning|kommentar|note)|red\\.? anm|toim(?:ituksen|\\.) huom|editörün notu|от редакции|примечание редакции|від редакції|catatan redaksi|編按|编者按|編者按|编者注|編者註|編集部注|ملاحظة المحرر|ملاحظة|تنويه|संपादक)`;
const VERSION = 'original headline|has been (?:changed|amended) (?:because|to|after|from)|versions?|fassung|versión|versão|versione|versie|wersj[ai]|versiossa|sürüm|верси|версі|نسخة|version(?:en)?|versjon(?:en)?';

/** What follows a stem is bounded and ends the word: else a word without end would be tried at every length. */
const ended = (text: string): string => text.replace(/\\p\{L\}[+*]/g, '\\p{L}{0,14}(?!\\p{L})');
const word = (text: string): string => `(?<![\\p{L}\\p{M}])(?:${ended(text)})`;
/** Whoever says that a report is wrong doesn't put it right: "this story is false" is news. */
const DENIED = `(?! (?:is|ist|sei|es|é|è|est|está|jest|är|er|on|это) (?:\\p{L}{1,14} )?(?:wrong|false|falsch|fehlerhaft|unrichtig|faux|fausse|errón|incorr|inexact|equivoc|fals|errad|sbagliat|errat|błędn|nieprawd|felaktig|forkert|feil|fel|onjuist|verkeerd|foutief|väär))`;
/** Scripts without spaces have no borders between words. */
const isUnspaced = (text: string): boolean => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u.test(text);
const TOGETHER = GRAMMARS.map(({ own, wrong }) => {
  const [self, error] = isUnspaced(own) ? [`(?:${own})`, `(?:${wrong})`] : [`${word(own)}${DENIED}`, word(wrong)];
  return new RegExp(`${self}${NEAR}${error}|${error}${NEAR}${self}`, 'iu');
});
const errors = GRAMMARS.map(({ wrong }) => ended(wrong)).join('|');
const ERROR = new RegExp(errors, 'iu');
const TOLD = new RegExp(`^[^\\p{L}]*(?:\\p{L}{2,14}(?: \\p{L}{2,12}){0,2} ?[:：] ?)?(?:${GRAMMARS.flatMap(({ told }) => (told === undefined ? [] : [ended(told)])).join('|')})`, 'iu');
const EDITORIAL = new RegExp(`${EDITORS}.{0,400}(?:${errors}|${VERSION})`, 'iu');

/** Who said that some report is wrong: the verb stands before what it speaks of, or ends the sentence. */
const SPOKEN = /(?<!\p{L})(?:said|says|claims?|insists?|called|calls|sagte|sagt|mit|erklärte|nannte|nennt|assure|affirme|juge|dijo|dice|afirma|disse|diz|detto|noemt|noemde|zegt|zei|podał[oa]?|twierdzi|säger|siger|oplyser|sier|hevder|называ\p{L}*|назвал\p{L}*|заяви\p{L}+|قالت?|कहा)(?: \p{L}{1,14}){0,3}?(?: that|,? dass|,? que|,? che|,? dat|,? att?|,? że|,? что|,? إن|,? कि|,)? (?:this|diese[rsn]?|est[ae]|cet|cette|quest[oa]|dit|deze|ten|ta|denne|dette|den här|эт\p{L}+|هذا|هذه|यह|इस)(?!\p{L})|(?:밝혔다|주장했다|と述べた|と発表した|açıkladı|duyurdu)[.。]?$/iu;

/** Whoever speaks in a note is the paper: what a person is said to have said is news. */
const ATTRIBUTED = /[,”"»“]\s+(?!(?:and |but )?we )(?:\p{L}+[ .]){0,5}?(?:said|says|told|wrote|sagte[n]?|sagt|erklärte|so der|so die|a (?:dit|déclaré|affirmé|estimé)|dijo|afirmó|aseguró|según|disse|afirmou|segundo|ha (?:detto|dichiarato)|secondo|zei|aldus|zegt|powiedział\p{L}*|säger|sade|siger|sagde|sier|sa|sanoo|sanoi|dedi|diyor|сказал\p{L}*|заявил\p{L}*|сообщил\p{L}*|уточнили|kata|ujar|dit)(?!\p{L})/iu;

/** True where a sentence says of its own text that it was wrong or was put right. Linear in its length. */
export function isSelfCorrection(sentence: string): boolean {
  if (EDITORIAL.test(sentence)) return true;
  if (ATTRIBUTED.test(sentence) || SPOKEN.test(sentence)) return false;
  return TOLD.test(sentence) || (ERROR.test(sentence) && TOGETHER.some((together) => together.test(sentence)));
}
