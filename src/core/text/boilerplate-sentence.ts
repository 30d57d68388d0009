// Sentences that a page puts between those of its stories, in the languages of the stamps: readers' text did not change with them.
// A whole sentence is furniture or nothing is; what could be told in a story is not.

const MAX_SENTENCE = 160;
const LINE = (forms: readonly string[]): RegExp => new RegExp(`^[\\s\\p{P}\\p{S}]*(?:${forms.join('|')})[\\s\\p{P}\\p{S}]*$`, 'iu');

/** Whole lines, with nothing else in them but punctuation. */
const WHOLE = LINE([
  // advertisements
  'advert(?:isement|isment|orial)?s?(?: \\d+)?|ads?|sponsored(?: content)?|promoted|paid (?:content|post)|(?:story|article) continues (?:below|after)(?: (?:this )?(?:ad|advert|advertisement|promotion|newsletter promotion))?|after newsletter promotion|skip (?:past )?(?:ad(?:vertisement)?|newsletter promotion|to (?:main )?content)',
  'anzeige|werbung|publicité|annonce|publicidad|publicidade|anuncio|anúncio|pubblicità|advertentie|reklama|annons|mainos|reklame|reklam|реклама|विज्ञापन|إعلان|iklan|quảng cáo|广告|廣告|広告|광고',
  // sharing
  'share(?: (?:this|article|story|on \\p{L}+|this (?:article|story|post|page)))*|(?:share|save|print|email|e-mail|copy link|link copied|tweet|facebook|twitter|whatsapp|linkedin|reddit|telegram|x|comments?|\\d+)(?:[\\s|·•,/]+(?:share|save|print|email|e-mail|copy link|link copied|tweet|facebook|twitter|whatsapp|linkedin|reddit|telegram|x|comments?|\\d+))+|copy link|link copied|print(?: this (?:article|page))?',
  '(?:artikel )?teilen|partager(?: (?:cet|l[\'’])\\s?article)?|compartir(?: (?:este|esta|el)? ?(?:artículo|nota|noticia))?|compartilhar|compartilhe(?: (?:este|esta|essa|esse)? ?(?:artigo|notícia|matéria|reportagem))?|condividi(?: (?:questo )?articolo)?|deel(?: dit artikel)?|delen|udostępnij|dela(?: artikeln)?|jaa(?: artikkeli)?|del(?: (?:artiklen|artikkelen|saken))?|paylaş|поделиться|शेयर करें|साझा करें|شارك|مشاركة|bagikan|chia sẻ|分享|シェア(?:する)?|공유(?:하기)?',
  // how long to read, listening, comments
  '\\d+\\s*(?:-\\s*)?(?:min|mins|minutes?|minuten?|minutos?|minuti|minuty|minut|minuutin|dk|мин|分|분)\\.?(?:[\\s-]+(?:read|lesezeit|de lecture|de lectura|de leitura|di lettura|leestijd|czytania|läsning|lukuaika|læsetid|lesetid|okuma|чтения|で読めます|읽기))?|(?:reading|read) time:? .{1,20}|(?:lesezeit|temps de lecture|tiempo de lectura|tempo de leitura|tempo di lettura|leestijd|czas czytania|lästid|lukuaika|læsetid|lesetid|okuma süresi|время чтения|阅读时间|閱讀時間)\\s?:? ?.{1,20}|listen(?: to (?:this )?(?:article|story))?|play(?: video)?|view comments?|(?:leave|post|add) a comment|\\d+ comments?|comments?|show more|load more|see (?:more|all)|continue reading|read (?:more|on|full story)|back to top|image source|getty images|loading',
  'weiterlesen|mehr lesen|mehr anzeigen|lire la suite|lire plus|lire aussi|leer más|seguir leyendo|lea también|leia mais|continue lendo|leia também|leggi (?:anche|di più|tutto)|lees (?:meer|ook|verder)|czytaj (?:więcej|także|też|dalej)|läs (?:mer|också|även)|lue (?:lisää|myös)|læs (?:mere|også)|les (?:mer|også)|devamını oku|ayrıca oku(?:yun)?|читать (?:далее|также)|читайте также|और पढ़ें|यह भी पढ़ें|اقرأ (?:أيضا|أيضاً|المزيد)|baca (?:juga|selengkapnya)|đọc thêm|xem thêm|阅读更多|閱讀更多|延伸閱讀|相关阅读|続きを読む|関連記事|더 ?보기|관련 ?기사',
  // related
  'related(?: (?:stor(?:y|ies)|articles?|news|links?|coverage|topics?|content|reading))?|recommended(?: (?:stories|for you|reading|articles?))?|most (?:read|popular|viewed)|trending(?: now)?|more (?:stories|news)|top stories|you (?:may|might) (?:also )?like|up next|editor[\'’]s picks?|further reading|mehr zum thema|das könnte sie auch interessieren|meistgelesen|sur le même sujet|à lire aussi|les plus lus|te puede interesar|lo más (?:leído|visto)|noticias relacionadas|notícias relacionadas|veja também|mais lidas|articoli correlati|potrebbe interessarti|i più letti|gerelateerd|meest gelezen|zobacz (?:też|także|również)|relaterat|mest läst|luetuimmat|læs også|mest læst|mest lest|[iİ]lgili haberler|по теме|ما رأيك|مواضيع ذات صلة|berita terkait|terpopuler|tin liên quan|相关新闻|相關新聞',
]);

/** A pointer: its words, then a colon or a bar, then another headline. */
const POINTER =
  /^[\s\p{P}\p{S}]*(?:read (?:more|also|next|this)|also read|see (?:also|more)|also see|watch(?: (?:live|now|also|video|more))?|listen(?: now)?|related(?: (?:story|stories|articles?|news|coverage))?|more (?:on this|stories|from \p{L}[\p{L} ]{1,30})|don['’]t miss|must read|recommended|up next|lesen sie (?:auch|mehr)|lesen sie hier|mehr zum thema|mehr dazu|auch interessant|lire aussi|à lire(?: aussi)?|voir aussi|sur le même sujet|lea también|lee también|leer también|también lee|te puede interesar|vea también|ver también|leia (?:também|mais)|veja também|saiba mais|leggi anche|guarda anche|approfondisci|lees ook|bekijk ook|zie ook|czytaj (?:także|też|również|więcej)|zobacz (?:też|także|również)|läs (?:också|även|mer)|se även|lue (?:myös|lisää)|katso myös|læs også|se også|les også|ayrıca okuyun|[iİ]lgili haber(?:ler)?|читайте (?:также|ещё|еще)|смотрите также|по теме|यह भी पढ़ें|ये भी पढ़ें|इसे भी पढ़ें|اقرأ (?:أيضا|أيضاً|المزيد)|شاهد أيضا|baca juga|simak juga|lihat juga|đọc thêm|xem thêm|延伸阅读|延伸閱讀|相关阅读|相关新闻|看更多|関連記事|あわせて読みたい|관련 ?기사)\s*[:：|–—>»]/iu;

/** Requests to a reader: to follow, subscribe, register, allow cookies. Each needs its object, which a story rarely has in one sentence with it. */
const REQUEST = [
  /^[\s\p{P}\p{S}]*(?:follow|find|like|join) (?:us|our [\p{L} ]{2,30}|\p{Lu}[\p{L} ]{1,30}) on (?:facebook|twitter|x|instagram|google|telegram|whatsapp|youtube|linkedin|threads|bluesky|social|mastodon)/iu,
  /^[\s\p{P}\p{S}]*(?:please )?(?:sign up|subscribe|register|get (?:our|the|your)|download|enter your e-?mail|want (?:more|the latest)|never miss|stay (?:updated|informed|up to date)|join (?:our|the|thousands)|already a subscriber|become a (?:member|subscriber)|support (?:us|our)|for more (?:news|stories))\b.{0,120}\b(?:newsletters?|inbox|e-?mail (?:updates|alerts|address)|briefing|app|subscri(?:be|ption|ber)s?|whatsapp channel|notifications?|membership|journalism|to continue reading)\b/iu,
  /^[\s\p{P}\p{S}]*[([]?with inputs? from\b.{0,80}$/iu,
  /^[\s\p{P}\p{S}]*(?:folgen sie uns|abonnieren sie|jetzt (?:abonnieren|anmelden|newsletter)|melden sie sich|hier (?:abonnieren|anmelden)|suivez[- ]nous|abonnez-vous|inscrivez-vous|recevez (?:notre|nos|la)|síguenos|síganos|suscríb(?:ete|ase)|regístrate|recibe (?:nuestr|el|las)|siga-nos|siga o|inscreva-se|assine|cadastre-se|receba (?:nossa|as|o)|seguici|iscriviti|abbonati|volg ons|abonneer|meld je aan|schrijf je in|obserwuj nas|śledź nas|zapisz się|subskrybuj|följ oss|prenumerera|anmäl dig|seuraa (?:meitä|\p{L}+ (?:facebookissa|instagramissa))|tilaa|følg os|følg oss|abonner|tilmeld dig|meld deg på|bizi takip|abone ol|bültenimize|подписывайтесь|подпишитесь|следите за нами|हमें फ़?ॉलो|सब्सक्राइब|न्यूज़?लेटर|تابعونا|تابعنا|اشترك(?:وا)? في|ikuti kami|berlangganan|ikuti \p{L}+ di|theo dõi chúng tôi|đăng ký nhận|关注我们|關注我們|訂閱|订阅|扫码关注|追蹤我們|フォロー|メルマガ|ニュースレター|구독|뉴스레터)/iu,
];
const NOTICE = [
  /\b(?:we|this (?:site|website)|our (?:site|website|partners)) use(?:s)? (?:essential |other )?cookies\b|^[\s\p{P}]*(?:accept|manage|reject)(?: all)? cookies\b|\bby (?:clicking|continuing|using|signing up|subscribing|submitting).{0,80}\b(?:cookies?|privacy policy|terms)\b|^[\s\p{P}]*(?:©|\(c\)\s|copyright ©?\s?\d{4}|all rights reserved)/iu,
  /(?:wir verwenden|diese (?:seite|website) verwendet|nous utilisons|ce site utilise|utilizamos|este sitio (?:web )?utiliza|este site utiliza|utilizziamo|questo sito utilizza|wij gebruiken|deze (?:site|website) gebruikt|używamy|ta strona używa|vi använder|vi bruger|vi bruker|käytämme|çerez|мы используем|kami menggunakan|chúng tôi sử dụng) .{0,20}(?:cookies|cookie|plików cookie|evästeitä|çerez|файлы cookie|куки)/iu,
];

/** What stands in every notice: a cheap look, as a notice may begin anywhere in a sentence. */
const NOTICED = /cookie|çerez|evästeit|куки|©|\(c\)|copyright|rights res|by (?:cl|co|us|si|su)/iu;

/** True where a whole sentence is furniture of its page: an advertisement's label, a pointer to another story, a plea to subscribe or share. */
export function isBoilerplateSentence(sentence: string): boolean {
  if (sentence.length > MAX_SENTENCE) return false;
  return WHOLE.test(sentence) || POINTER.test(sentence) || REQUEST.some((form) => form.test(sentence)) || (NOTICED.test(sentence) && NOTICE.some((form) => form.test(sentence)));
}
