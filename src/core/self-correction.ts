// Sentences in which a text speaks of itself (this article, our headline, its first version) and of an error in one breath,
// language by language: what no list of whole phrases could hold. Both must stand near each other; one alone is prose.

type Wording = { self: string; wrong: string };

/** How many letters may lie between the two. */
const NEAR = '[^.!?。！？]{0,120}?';

const WORDINGS: readonly Wording[] = [
  { self: `(?:this|our) (?:story|article|post|headline|column|caption|piece|newsletter|obituary|graphic|chart|profile)`, wrong: `misstated|mis-?spelled|misidentified|misquoted|misattributed|mistakenly|incorrectly|erroneously|(?:gave|had|included|listed|showed|used) (?:an?|the) (?:wrong|incorrect)|(?:has|have) been (?:since )?corrected|overstated|understated` },
  { self: `(?:diese[rsnm]?|unsere[rsnm]?) (?:artikel|text|beitrag|meldung|fassung|version|nachricht|überschrift|bildunterschrift|bildtext|grafik|stück|interview|podcast|kommentar)e?s?`, wrong: 'korrigiert|berichtigt|richtiggestellt|falsch|fälschlich|irrtümlich|(?:stand|hieß es|schrieben wir|wurde) zunächst|fehlerhaft|(?:ein|den|der|dieser) fehler' },
  { self: `(?:cet|cette|notre|ce) (?:article|texte|papier|billet|titre|légende|dépêche|chronique|infographie|version)(?! (?:de (?:la )?loi|du code|\\d))|^[\\p{P}\\s]*(?:article|texte|titre) (?:modifié|mis à jour|actualisé|édité)`, wrong: 'corrigée?s?|rectifiée?s?|erronée?s?|une erreur|par erreur|à tort|inexacte?s?' },
  { self: `(?:artículo|texto|titular) original(?! d(?:el?|a|o)\\b)|(?:est[ae]|nuestr[oa]) (?:artículo|nota|noticia|texto|reportaje|crónica|pieza|titular|publicación|versión)`, wrong: 'correg\\p{L}+|corrig\\p{L}+|rectific\\p{L}+|enmend\\p{L}+|erróne\\p{L}+|por error|equivocad\\p{L}+|incorrect\\p{L}+|un error' },
  { self: `(?:est[ae]|ess[ae]|noss[oa]) (?:artigo|texto|reportagem|notícia|matéria|título|legenda|publicação|versão)|versão anterior d(?:este|esta|o nosso|a nossa) (?:artigo|texto|reportagem|notícia|matéria)|(?:texto|título|reportagem|matéria) (?:original|inicial|anterior)(?! d[aeo]s? (?:lei|projeto|pec|decreto|contrato|medida))`, wrong: 'errou ao|dizia|informava|afirmava|corrig\\p{L}+|correç\\p{L}+|retific\\p{L}+|incorret\\p{L}+|errad[oa]s?|erroneamente|por (?:erro|engano|lapso)|equivocad\\p{L}+|um erro' },
  { self: `(?:quest[oa]|nostr[oa]) (?:articolo|testo|notizia|pezzo|titolo|didascalia|versione)|l['’]articolo(?! \\d)(?= è stat[oa] (?:modificat|aggiornat))`, wrong: `corrett[oaie]|correggere|rettific\\p{L}+|erroneamente|per errore|sbagliat[oaie]|errat[oaie]|un errore` },
  { self: `(?:dit|deze|ons|onze) (?:artikel|bericht|verhaal|stuk|tekst|kop|column|nieuwsbericht|versie|bijschrift|fotobijschrift)`, wrong: 'gecorrigeerd|gerectificeerd|verkeerde?|foutieve?|onjuiste?|ten onrechte|abusievelijk|per abuis|een fout|hersteld' },
  { self: `(?:ten|tego|tym|ta|tej|naszym?|naszego|powyższ\\p{L}+) (?:artykule?|artykułu?|tekście|tekstu?|materiale?|wpisu?|depesz\\p{L}|tytule?|nagłówku?)\\p{L}*|^[\\p{P}\\s]*(?:artykuł|tekst|materiał) (?:został )?zaktualizowan\\p{L}+`, wrong: 'popraw\\p{L}+|sprostow\\p{L}+|skorygow\\p{L}+|błędn\\p{L}+|błąd|omyłkow\\p{L}+|pomyłk\\p{L}+|mylnie' },
  { self: `(?:den här|denna|denne|dette|vår) (?:artikeln?|artikel|texten?|nyheten|rubriken?|bildtexten?|artikkelen|artikkel|saken|sak|teksten?|tittelen|historie)|(?:^[\\p{P}\\s]*(?:i )?|\\bi )(?:artikeln|texten|rubriken|bildtexten|artiklen|artikkelen|overskriften|billedteksten|bildeteksten)|(?:opprinnelige?|oprindelige|ursprungliga|første|första|tidligere|tidigare) (?:version(?:en)?|versjon(?:en)?|udgaven?|utgaven?|utgåvan?)(?! (?:av|af) (?:appen|loven|lagen|lovforslaget|planen|avtalen))`, wrong: `korrigera[dt]s?|korrigeret|korrigert|rättats?|rättad|felaktigt?|fel (?:belopp|namn|datum|siffra|uppgift|år)|uppgavs tidigare|av misstag|rettet|berigtiget|forkerte?|ikke (?:er )?korrekt|ukorrekt|ved en fejl|fejlagtigt|uriktig|ved en feil|feilaktig|(?:sto|oppga|oppgitt|skrev vi)(?: det)? feil` },
  { self: `(?:jutussa|juttua|juttuun|jutun|artikkelissa|artikkelia|artikkeliin|artikkelin|uutisessa|uutista|uutiseen|otsikkoa|otsikossa|tekstiä|tekstissä)`, wrong: 'korjattu|oikaistu|virheellisesti|erheellisesti|väärin|aiemmin (?:kerrottiin|luki|väitettiin)|oikea \\p{L}+' },
  { self: `(?:haberde|haberdeki|haberimizde|haberin|haberimizin|bu haber\\p{L}*|yazıda|yazımızda|başlıkta|metinde)`, wrong: 'düzeltil\\p{L}+|düzeltme\\p{L}*|yanlış (?:yaz|ver|belirt|aktar)\\p{L}+|hatalı (?:yaz|ver)\\p{L}+|sehven' },
  { self: `(?:эт(?:ой|от|ом|ого|а)|наш\\p{L}+|данн\\p{L}+) (?:стать|текст|материал|новост|заметк|публикаци|заголов)\\p{L}*|(?:ці[йє]|ця|цей|цього|цьому|наш\\p{L}+) (?:статт|текст|матеріал|новин|публікаці|заголов)\\p{L}*`, wrong: 'исправл\\p{L}+|уточнен\\p{L}*|ошибк\\p{L}+|ошибочно|неверн\\p{L}+|неправильно|виправл\\p{L}+|помилк\\p{L}+|помилково|уточнен\\p{L}*' },
  { self: `(?:původní|předchozí|dřívější|první|pôvodnej|predchádzajúcej) verz\\p{L}+(?: tohoto)? (?:článku|textu|zprávy|správy)|(?:tento|tohoto|tomto|tejto) (?:článe?k\\p{L}*|text\\p{L}*)`, wrong: 'chybně|chybne|nesprávně|nesprávne|omylem|omylom|opraven\\p{L}*|opravili' },
  { self: '(?:προηγούμενη|αρχική|παλαιότερη) (?:έκδοση|μορφή)|(?:αυτό το|του παρόντος|το παρόν) (?:άρθρου?|κειμένου|κείμενο)', wrong: 'λάθος|λανθασμέν\\p{L}+|εσφαλμέν\\p{L}+|εκ παραδρομής|διορθώθηκε' },
  { self: 'versiun\\p{L}+ (?:anterio\\p{L}+|inițial\\p{L}+|precedent\\p{L}+) a (?:articol|text|știr)\\p{L}+|acest(?:ui)? (?:articol\\p{L}*|text\\p{L}*)', wrong: 'greșit\\p{L}*|eronat\\p{L}*|corectat\\p{L}*|din eroare|rectificat\\p{L}*|o eroare' },
  { self: 'cikkünk\\p{L}*|(?:a )?cikk (?:korábbi|eredeti|előző|első) (?:verzió|változat)\\p{L}*', wrong: 'tévesen|helytelenül|hibásan|javítottuk|hibás\\p{L}*' },
  { self: '(?:ovom|ovaj|ovoga?) (?:članku|članak|članka|tekstu?|tekst)|(?:prethodnoj|ranijoj|prvoj) verziji (?:ovog |članka|teksta)', wrong: 'pogrešno|ispravljen\\p{L}*|greškom|netočno|netačno' },
  { self: 'نسخه (?:قبلی|پیشین|اولیه)|این (?:خبر|مطلب|گزارش)', wrong: 'به اشتباه|اصلاح شد' },
  { self: 'בכתבה|בידיעה|בגרסה (?:קודמת|מוקדמת|הקודמת|הראשונה)', wrong: 'בטעות|שגוי\\p{L}*|תוקן|תוקנה' },
  { self: 'इस (?:लेख|ख़?बर|रिपोर्ट|समाचार|आलेख|स्टोरी)', wrong: 'सुधार|संशोध|ठीक कर|ग़?लती से|ग़?लत (?:लिख|बता|छप|प्रकाशित)|त्रुटि' },
  { self: '(?:الخبر|التقرير|المقال) السابق|(?:هذا|هذه) (?:المقال|الخبر|المادة|النص|العنوان|التقرير)', wrong: 'غير صحيح|بالخطأ|عن طريق الخطأ|سهوا|بعد ورود خطأ|تم تصحيح|خطأ (?:أن|في)' },
  { self: '(?:artikel|berita|tulisan|judul)(?: berita)? ini|redaksi', wrong: 'dikoreksi|mengoreksi|meralat|diralat|ralat|diperbaiki karena|kesalahan (?:penulisan|penyebutan|pengetikan|data)|keliru (?:menulis|menyebut)|salah (?:tulis|ketik|sebut)' },
  { self: 'tòa soạn|toà soạn|bài viết|bài báo|bản tin|tin trước|tiêu đề', wrong: 'đính chính|cải chính|(?:nêu|viết|ghi|đăng) nhầm|cáo lỗi|xin lỗi (?:bạn đọc|độc giả)|sai sót' },
  { self: '本文|本报|本報|本刊|本网|本網|本站|本稿|編按|编者按|編者按', wrong: '更正|勘误|勘誤|誤植|误植|[误誤][写寫]|有[误誤]|致歉|[订訂]正|[笔筆][误誤]' },
  { self: '(?:この|本|当該|弊紙)記事|記事(?:の|中|で)|見出し|最初の投稿|投稿の|初出|配信(?:した|時)', wrong: '訂正|修正しま|誤りがあ|お詫び|誤って(?:表記|記載|掲載)|誤記' },
  { self: '(?:이|본|해당) ?(?:기사|글|보도)|본지|본보|기사 (?:최초|초판|제목|내용|본문)|최초 (?:송고|보도)', wrong: '정정(?:합|했|됐|되)|바로잡(?:습|았|으)|수정(?:했|하였|합|됐|되었)|오기|잘못 (?:표기|기재|보도|전)|사과드' },
];

/** What an editors' note that corrects speaks of: an error, or a version that is gone. */
const EDITORS = `^[\\p{P}\\p{S}\\s]*(?:mise à jour|aktualisierung|actualización|atualização|aggiornamento|oppdatering|opdatering|uppdatering|päivitys|обновление|editor['’]?s['’]? note|anm(?:erkung|\\.) ?d(?:er|\\.) ?red(?:aktion|\\.)|transparenzhinweis|hinweis der redaktion|ndlr|note de la rédaction|nota de (?:la )?redacción|nota d[ao] (?:redação|editor)|nota (?:della redazione|di redazione|del editor)|naschrift|noot van de redactie|od redakcji|redaktionens (?:anmärkning|kommentar|note)|red\\.? anm|toim(?:ituksen|\\.) huom|editörün notu|от редакции|примечание редакции|від редакції|catatan redaksi|編按|编者按|編者按|編集部注|ملاحظة المحرر|ملاحظة|संपादक)`;
const VERSION = 'original headline|has been (?:changed|amended)|versions?|fassung|versión|versão|versione|versie|wersj[ai]|versiossa|sürüm|верси|версі|نسخة|version(?:en)?|versjon(?:en)?';

/** What follows a stem is bounded and ends the word: else a word without end would be tried at every length. */
const ended = (text: string): string => text.replace(/\\p\{L\}[+*]/g, '\\p{L}{0,14}(?!\\p{L})');
const word = (text: string): string => `(?<![\\p{L}\\p{M}])(?:${ended(text)})`;
const TOGETHER = WORDINGS.map(({ self, wrong }) => {
  // Scripts without spaces have no borders between words.
  const [own, error] = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u.test(self) ? [`(?:${self})`, `(?:${wrong})`] : [word(self), word(wrong)];
  return new RegExp(`${own}${NEAR}${error}|${error}${NEAR}${own}`, 'iu');
});
const errors = WORDINGS.map(({ wrong }) => ended(wrong)).join('|');
const ERROR = new RegExp(errors, 'iu');
const EDITORIAL = new RegExp(`${EDITORS}.{0,400}(?:${errors}|${VERSION})`, 'iu');

/** True where a sentence says of its own text that it was wrong or was put right. Linear in its length. */
export const correctsItself = (sentence: string): boolean => EDITORIAL.test(sentence) || (ERROR.test(sentence) && TOGETHER.some((together) => together.test(sentence)));
