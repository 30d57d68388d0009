// Words over or before links to other stories, in the languages that Dateline reads: no word of the story stands under them.

const WORDS = [
  // "The story goes on below"
  'dalsz[ya] (?:ciąg|część) (?:materiału|artykułu|tekstu) .{3,40}', '(?:der )?(?:artikel|text) (?:läuft|geht) .{3,50} weiter', 'la suite après .{3,30}', 'continua dopo .{3,30}', '(?:artikkeli|juttu) jatkuu .{3,30}', '(?:artikkelen|artikeln|artiklen|saken) (?:fortsetter|fortsätter|fortsætter) .{3,40}', 'článek pokračuje .{3,30}', 'lees verder onder .{3,30}', 'continúa después de .{3,30}',
  // de, nl
  'lesen sie (?:auch|hier|mehr|dazu)(?: (?:auch|dazu))?', 'mehr (?:zum thema|dazu|zu diesem thema)', '(?:auch|noch mehr) interessant', 'das könnte (?:sie|dich|ihnen) (?:auch )?(?:interessieren|gefallen)', 'siehe auch', 'weiterlesen', 'passend dazu', 'weitere (?:artikel|themen|nachrichten|meldungen|beiträge)',
  '(?:ähnliche|verwandte) (?:artikel|beiträge|themen)', 'empfohlener (?:redaktioneller |externer )?inhalt', 'zum thema', 'lees (?:ook|meer|verder)', '(?:bekijk|zie) ook', 'meer over dit onderwerp', 'gerelateerde? ?(?:artikelen|berichten)?',
  // fr
  '(?:à )?lire (?:aussi|également|plus|la suite)', 'à (?:lire|voir)(?: (?:sur le sujet|aussi))?', 'voir aussi', 'sur le même (?:sujet|thème)', 'pour aller plus loin', '(?:nos )?articles? (?:liés|recommandés|associés|similaires)', 'ailleurs sur le web', 'recommandés? pour vous', 'en savoir plus',
  // es, pt, it, ca
  'le(?:er?|a|é) (?:también|además|más)', '(?:también )?(?:te|le) (?:puede|podría) interesar', '(?:noticias?|artículos?|temas?|contenidos?) relacionad[ao]s?', 'más (?:información|noticias)', '(?:mira|mirá|ver|vea) (?:también|más)', '(?:seguí|sigue|siga) leyendo', 'no te pierdas',
  'leia (?:também|mais|ainda)', 'veja (?:também|mais)', 'saiba mais', '(?:notícias|matérias|artigos) relacionad[ao]s', 'mais lidas', 'continua depois da publicidade', 'continue lendo', 'leggi (?:anche|pure|di più|tutto)', 'per approfondire', '(?:ti )?potrebbe interessart?i?(?: anche)?', '(?:articoli|notizie) correlat[ie]', '(?:guarda|vedi) anche', 'continua a leggere',
  // pl, cs, sk
  'czytaj (?:też|także|również|więcej|dalej)', 'zobacz (?:też|także|również|wideo|więcej)', 'przeczytaj(?: też| także| również)?', 'polecamy', 'powiązane(?: artykuły| tematy)?', 'więcej na (?:ten )?temat', 'čtěte (?:také|též|více|dále|i)', 'mohlo by (?:vás|ťa) (?:zajímat|zaujímať)', 'přečtěte si(?: také)?', 'související(?: články)?', 'prečítajte si(?: aj)?',
  // sv, da, no, fi, hu, ro, el
  'läs (?:också|även|mer|vidare)', '(?:se|læs|les|lytt) (?:også|mere?|också|även)', 'missa inte', 'lue (?:myös|lisää)', 'katso myös', 'olvass[ao]?n? (?:tovább|még)', 'kapcsolódó(?: cikkek)?', 'citește (?:și|mai mult)', 'citiți și', 'διαβάστε (?:επίσης|ακόμη|ακόμα)', 'δείτε επίσης',
  // tr, ru, uk, bg
  '[iİ]lgili haber(?:ler)?', 'ayrıca okuyun', 'devamını oku', 'bunlar da ilginizi çekebilir', '(?:читайте|смотрите|читать|дивіться)(?: (?:также|ещё|еще|також|далее|далі|по теме))?', '(?:также )?по теме', '(?:материалы|новости|статьи) по теме', 'подробнее', 'вижте (?:още|също)',
  // id, vi, hi, bn, ar, fa, ur
  'baca (?:juga|selengkapnya)', 'lihat juga', 'simak juga', '(?:artikel|berita) terkait', '(?:xem|đọc) thêm', '(?:tin|bài) liên quan', '(?:यह|ये|इसे|इन्हें) भी (?:पढ़ें|पढ़ें|देखें)', 'और (?:पढ़ें|पढ़ें)', 'संबंधित (?:खबरें|ख़बरें)', 'আর[ওো]+ (?:পড়ুন|পড়ুন)', 'اقرأ (?:أيضا|أيضًا|المزيد|أيضاً)', 'شاهد أيضا', '(?:مواضيع|أخبار|مقالات) (?:ذات صلة|متعلقة)', 'بیشتر بخوانید', 'یہ بھی پڑھیں',
  // ja, zh, ko
  '【?関連(?:記事|ニュース|リンク|項目)?】?', 'あわせて読みたい', '続きを読む', '(?:相关|相關|延伸|推荐|推薦)(?:新闻|阅读|报道|链接|文章|推荐|新聞|報導|閱讀)', '查看更多', '\\[?관련 ?(?:기사|뉴스)\\]?', '더 보기',
];
const POINTER = new RegExp(`^(?:[|>»›•*▶►→-]\\s*)?(?:${WORDS.join('|')})\\s*(?:$|[:：|–—»>→]|\\.{3}$|…$| - )`, 'iu');
const MAX_POINTER = 240;

/** True for a line that points to other stories: such words alone, or before a colon, a dash or a bar. Linear in the line. */
export const isRelatedLink = (line: string): boolean => line.length <= MAX_POINTER && POINTER.test(line);
