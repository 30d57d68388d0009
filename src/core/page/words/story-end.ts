// Phrases at the end of a story's page: comments, the author, appendices, tags. Entries are regular
// expressions.

/** "Comments", before "on" and the headline. */
export const COMMENT_NOUNS: readonly string[] = [
  'thoughts',
  'responses',
  'replies',
  'comments',
  'kommentare',
  'réponses',
  'commentaires',
  'respuestas',
  'comentarios',
];

/** "On", after `COMMENT_NOUNS`. */
export const COMMENT_PREPOSITIONS: readonly string[] = ['on', 'to', 'zu', 'à', 'sur', 'a', 'en'];

/** Headings over readers' comments. */
export const COMMENT_HEADINGS: readonly string[] = [
  'comments?',
  'komentarze',
  'komentáře',
  'комментарии',
  'коментарі',
  'yorumlar',
  'komentar',
  'bình luận',
  'टिप्पणियां',
  'التعليقات',
  'コメント',
  '评论',
  '評論',
  '댓글',
  'reader responses',
  'leave a (?:reply|comment)',
  'post a comment',
  'join the (?:conversation|discussion)',
  'kommentare?',
  'commentaires?',
  'comentarios',
  'commenti',
  'reacties',
  'ihre meinung',
  'schreiben sie einen kommentar',
  'deja un comentario',
  'réagir',
  'lascia un commento',
  'view comments',
  'responses?',
  'reader comments',
  'write a comment',
];

/** "Says", in the head of a comment: "Jo Hart says:". */
export const SAYS: readonly string[] = [
  'says',
  'said',
  'wrote',
  'schreibt',
  'sagt',
  'meint',
  'dice',
  'dijo',
  'a dit',
  'écrit',
  'scrive',
  'ha detto',
  'diz',
  'disse',
  'zegt',
  'pisze',
  'napsal',
  'skriver',
  'пишет',
  'говорит',
];

/** Words between name, date and time of a comment's head: "Jo Hart on May 12, 2011 at 6:01 pm". */
export const COMMENT_DATE_WORDS: readonly string[] = ['on', 'am', 'le', 'el', 'il', '-', '–', '·'];

/** Words before the time. */
export const COMMENT_TIME_WORDS: readonly string[] = ['at', 'um', 'à', 'a las', 'alle'];

/** Captions of a comment's reply button. */
export const REPLY_CAPTIONS: readonly string[] = [
  'reply',
  'respond',
  'antworten',
  'répondre',
  'responder',
  'rispondi',
  'beantwoorden',
  'odpowiedz',
  'odpovědět',
  'svara',
  'svar',
  'ответить',
  'cevapla',
  'balas',
  'reply to this',
];

/** Headings over a note about the author. */
export const ABOUT_AUTHOR_HEADINGS: readonly string[] = [
  'about the authors?',
  'about the writer',
  'über (?:den|die) autor(?:in|en)?',
  'zur person',
  'sobre (?:el|la) autora?',
  "à propos de l['’]auteure?",
  "l['’]autore",
];

/** Headings over contacts, downloads and references of a press release or a study. */
export const APPENDIX_HEADINGS: readonly string[] = [
  '(?:presse|media|press)[ -]?(?:kontakte?|contacts?)',
  'kontakt',
  'contacts?',
  'ansprechpartner(?:in|innen)?',
  '(?:für )?rückfragen.{0,20}',
  'downloads?',
  'weiterführende (?:links|informationen|literatur)',
  'weitere informationen',
  'quellen(?:angaben|nachweise?)?',
  'originalpublikation',
  'fußnoten',
  'footnotes',
  'references',
  'further (?:information|reading)',
  'contacto (?:de )?prensa',
  'contact presse',
];

/** Labels before a list of tags. */
export const TAGS_LABELS: readonly string[] = [
  'tags?',
  'topics?',
  'filed under',
  'categories',
  'category',
  'posted in',
  'tagged',
  'schlagworte',
  'schlagwörter',
  'themen',
  'mots[- ]clés',
  'etiquetas',
  'temas',
  'labels',
  'keywords',
  'in this (?:story|article)',
  'more about',
];

/** Words that begin a byline above a story. */
export const HEADER_LEAD_INS: readonly string[] = [
  'by',
  'von',
  'par',
  'por',
  'di',
  '(?:posted|written|submitted) by',
  '(?:geschrieben|verfasst|eingestellt|erstellt|veröffentlicht) (?:von|am)',
  'publié par',
  'publicado por',
  'escrito por',
  'scritto da',
  'pubblicato da',
];
