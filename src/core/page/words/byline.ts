// Words of bylines on web pages, as regular expressions. Lists with several languages keep an order: the
// first match counts.

/** Nouns and verbs before "by": "Story by Jane Doe". */
export const BYLINE_NOUNS: readonly string[] = [
  'story', 'text', 'words', 'article', 'written', 'reported', 'compiled', 'posted', 'published', 'submitted',
  'reviewed', 'edited', 'geschrieben', 'verfasst', 'eingestellt', 'erstellt', 'publié', 'publicado', 'escrito',
  'scritto', 'review', 'analysis', 'opinion', 'ein (?:artikel|beitrag|bericht|kommentar|gastbeitrag)',
  'eine analyse', 'interview', 'propos recueillis', 'autor(?:in)?', 'author', 'auteur', 'autore', 'redacción',
  'texte?',
];

/** Words for "by" after `BYLINE_NOUNS`. */
export const BY_WORDS: readonly string[] = [
  'by', 'von', 'par', 'por', 'di',
];

/** Words before a name, with or without a colon. */
export const BYLINE_LEAD_INS: readonly string[] = [
  'by', 'von', 'par', 'por', 'di', 'door', 'av', 'af', 'oleh', 'yazan', 'автор(?:ы)?', 'द्वारा', 'लेखक', 'बाय',
  'بقلم', 'كتبه?', 'penulis', 'przez', 'das (?:gespräch|interview) führten?', 'aufgezeichnet von',
  'autor\\p{L}{0,3}', 'авторы', 'authors?', 'auteurs?', 'words', 'text', 'texto', 'tekst', 'testo',
];

/** Words before a colon, a slash or a dot and a name. */
export const BYLINE_LABELS: readonly string[] = [
  'authors?', 'autor(?:in|en)?', 'auteurs?', 'by', 'von', 'автор', '作者', '記者', '记者', '撰文', '取材', '文',
];

/** Words for "by" in an element of their own. */
export const BY_ALONE_WORDS: readonly string[] = [
  '(?:written|reported|posted|submitted|compiled) by', 'by', 'von', 'par', 'por', 'di', 'door', 'av', 'af',
  'autor', 'autora', 'author',
];

/** Words before a role: "Chief Political Correspondent". */
export const RANKS: readonly string[] = [
  'chief', 'senior', 'deputy', 'assistant', 'staff', 'associate', 'executive', 'contributing', 'political',
  'business', 'science', 'health', 'education', 'sports?', 'news', 'world', 'foreign', 'home', 'digital',
  'video', 'data', 'crime', 'legal', 'special', 'investigative', 'national', 'international', 'economics?',
  'technology', 'tech', 'environment', 'climate', 'social', 'affairs', 'diplomatic', 'defen[cs]e', 'religion',
  'culture', 'arts', 'media', 'money', 'personal', 'finance', 'managing', 'religious', 'us', 'u\\.s\\.', 'uk',
  'europe', 'asia', 'middle', 'east', 'africa', 'north', 'south', 'america', 'freelance', 'guest', 'multimedia',
  'general', 'assignment',
];

/** Roles after a name. */
export const ROLES: readonly string[] = [
  'editors?', 'writers?', 'reporters?', 'correspondents?', 'columnists?', 'producers?', 'analysts?',
  'contributors?', 'journalists?', 'critic', 'redakteur(?:in)?', 'korrespondent(?:in)?', 'journaliste',
  'periodista', 'redactora?',
];

/** Words that begin something else after the names: a date, a contact, a link. */
export const AFTER_BYLINE: readonly string[] = [
  'follow', 'updated?', 'published', 'posted', 'last modified', 'aktualisiert', 'veröffentlicht', 'publié',
  'mis à jour', 'publicado', 'actualizado', 'contact', 'email', 'e-mail',
  '(?:on|am|le|el|il|op|em|den)\\s+(?:\\d+|(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\\w*\\b)',
  'view (?:profile|bio)', 'bio', 'biography', 'profile', 'more by', 'read more', 'see more', 'and updated',
];

/** Korean, Japanese and Chinese words for a reporter after a name. */
export const CJK_ROLES: readonly string[] = [
  '기자', '특파원', '記者', '记者', '編集委員', '特派員', '論説委員', '通讯员', '报道', '報導',
];

/** Endings of the names of Chinese, Japanese and Korean papers and desks. */
export const CJK_PAPER_ENDINGS: readonly string[] = [
  '网', '網', '报', '報', '社', '新闻', '新聞', '在线', '频道', '电视台', 'デジタル', 'オンライン', '通信', '放送', '編集部', '编辑部', '取材班',
  '일보', '신문', '뉴스', '방송',
];

/** Words for a newsroom; more words may follow. */
export const NEWSROOMS: readonly string[] = [
  'redaktion', 'redaction', 'rédaction', 'redacción', 'redacción web', 'redazione', 'redactie', 'redakcja',
  'редакция', 'toimitus', 'redaksi', 'redactia',
];

/** Values of author fields that name nobody. */
export const PLACEHOLDER_AUTHORS: readonly string[] = [
  'cortesía', 'courtesy', 'archivo', 'admin(?:istrator)?', 'staff', 'editors?', 'editorial', 'redaktion',
  'redaction', 'rédaction', 'redacción', 'redazione', 'newsroom', 'news', 'web', 'webmaster', 'user', 'guest',
  'anonymous', 'author', 'unknown', 'null', 'undefined', 'team', 'the editors', 'by', 'online', 'press release',
  'sponsored', 'none', 'root', 'default', 'system', 'super ?user', 'site', 'blog', 'test', 'redactie',
  'redakcja', 'редакция', '編集部', '编辑', '記者', '기자', '-',
];

/** Parts of a name in lower case. */
export const NAME_PARTICLES: readonly string[] = [
  "[dl]['’]\\p{L}+", 'de', 'del', 'della', 'di', 'da', 'das', 'do', 'dos', 'du', 'des', 'la', 'le', 'van',
  'von', 'der', 'den', 'ter', 'ten', 'bin', 'binti', 'ibn', 'al', 'el', 'y', 'e', 'zu', 'af', 'av',
];
