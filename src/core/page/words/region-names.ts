// Words in the class, id and test id of elements that are no part of a story, by region. Entries are regular
// expressions. The first region that matches wins, so their order counts.

export const REGION_NAMES = [
  {
    region: 'hidden',
    names: [
      'sr-only', 'visually-hidden', 'visuallyhidden', 'screen-reader', 'screen-reader-text',
      'screen-reader-only', 'offscreen', 'hide-visually', 'print-only', 'hidden-print-only', 'nocontent',
    ],
  },
  { region: 'meta', names: ['(?:headline|header|title)-footer'] },
  {
    region: 'comments',
    names: [
      'comments', 'commentlist',
      'comment-(?:list|section|thread|area|wrap|body|content|text|item|form|respond|reply|box|count)',
      'disqus', 'disqus-thread', 'respond', 'livefyre', 'viafoura', 'coral', 'kommentare', 'commentaires',
      'comentarios', 'commenti', 'leserkommentare', 'discussion-(?:thread|list)', 'fb-comments',
      'facebook-comments',
    ],
  },
  {
    region: 'highlights',
    names: [
      'story-?highlights?', 'article-highlights?', 'key-?points?', 'key-?takeaways?', 'takeaways',
      'story-summary', 'article-summary-list', 'highlights', 'bullet-summary', 'summary-bullets',
      'at-a-glance',
    ],
  },
  {
    region: 'caption',
    names: [
      'captions?', 'wp-caption-text', 'figcaption',
      '(?:photo|image|img|picture|media|video)-(?:credits?|source|copyright|author|autor|caption|description|desc|info|legend)',
      'credits?-(?:line|text)', 'photographer', 'legende', 'bildunterschrift', 'bildnachweis', 'didascalia',
      'pie-de-foto',
    ],
  },
  {
    region: 'share',
    names: [
      'share', 'shares', 'sharing', 'share-?(?:bar|buttons?|tools|links|this|icons|widget)', 'social',
      'socials', 'social-?(?:bar|media|links|share|sharing|icons|buttons|follow)', 'addthis', 'addtoany',
      'a2a', 'sharedaddy', 'sharethis', 'shareaholic', 'follow-us', 'follow-button',
      'article-(?:tools|actions)', 'toolbar', 'tools', 'print-mail', 'teilen', 'partage', 'compartir',
    ],
  },
  {
    region: 'newsletter',
    names: [
      'newsletters?', 'news-letter', 'signup', 'sign-up', 'subscribe', 'subscription', 'subscriptions',
      'subscribe-(?:box|form|cta)', 'optin', 'opt-in', 'mailchimp', 'mc-embed', 'email-signup', 'cta',
      'call-to-action', 'donate', 'donation', 'contribution-(?:epic|banner)', 'epic', 'support-us',
      'app-(?:promo|download|banner)', 'paywall', 'regwall', 'piano', 'paid-barrier', 'barrier', 'meter',
      'membership', 'offers?', 'offer-(?:box|page|wrapper)', 'abo', 'abo-?(?:box|teaser|hinweis|angebot)',
      'paygate', 'gate', 'plus-?(?:box|teaser|hinweis)', 'infobox-newsletter', 'tipsters?',
    ],
  },
  {
    region: 'ad',
    names: [
      'ad', 'ads', 'adv', 'advert', 'adverts', 'advertisement', 'advertising', 'advertisment', 'adsbygoogle',
      'ad-?(?:slot|unit|container|wrapper|block|placeholder|label|banner|box)', 'sponsor', 'sponsored',
      'sponsors', 'sponsored-content', 'dfp', 'gpt', 'google-ad', 'adsense', 'outbrain', 'taboola', 'zergnet',
      'revcontent', 'mgid', 'anzeige', 'werbung', 'publicite', 'pub', 'publicidad', 'partner-content',
      'promo', 'promos', 'promotion', 'promoted', 'banner', 'commercial', 'affiliate', 'affiliates',
    ],
  },
  {
    region: 'bio',
    names: [
      'author-?(?:bio|box|description|desc|profile|card|about|footer|details-bio|biography)',
      'about-?(?:the-)?author', 'authors-?bio', 'bio', 'biography', 'contributor-bio', 'writer-bio',
      'autorenbox', 'uber-den-autor', 'sobre-el-autor', 'bio-autor', 'saboxplugin', 'vcard-bio',
    ],
  },
  {
    region: 'related',
    names: [
      'related', 'relateds',
      'related-?(?:articles?|stor(?:y|ies)|posts?|content|links?|news|topics?|items?|reads?|video|videos)',
      'jp-relatedposts', 'yarpp', 'recommended', 'recommendations?', 'recommends', 'recirc', 'recirculation',
      'read-?more', 'readmore', 'read-?(?:also|next|on)', 'also-?read',
      'more-?(?:from|on|like|news|stories|articles|headlines|in)', 'see-?also', 'up-?next',
      'next-?(?:article|story|up|post)', 'prev(?:ious)?-?(?:article|story|post)', 'post-?navigation',
      'nav-links', 'trending', 'popular', 'popularposts', 'most-?(?:read|popular|viewed|shared|commented)',
      'mostread', 'top-stories', 'latest-?(?:news|stories|posts|articles|videos)', 'teasers?',
      'teaser-(?:list|box|group)', 'similar', 'suggested', 'suggestions', 'further-reading', 'onward',
      'onwards', 'editors-picks', 'dont-miss', 'you-may-(?:also-)?like', 'inline-?(?:related|promo|story)',
      'linked-?(?:articles?|stories)', 'rich-link', 'essential-links', 'mehr-zum-thema', 'lesen-sie-auch',
      'a-lire-aussi', 'lire-aussi', 'lire-plus', 'catcher', 'leer-mas', 'te-puede-interesar',
      'noticias-relacionadas', 'leggi-anche', 'correlati', 'artikelverweis', 'weiterlesen', 'topic-box',
    ],
  },
  {
    region: 'nav',
    names: [
      'nav', 'navbar', 'navigation', 'breadcrumbs?', 'crumbs?', 'menu', 'menus', 'mega-menu', 'sitemap',
      'pagination', 'pager', 'page-links', 'masthead', 'topbar', 'top-bar', 'site-header', 'skip',
      'skip-(?:link|links|to-content)', 'hamburger', 'search-?(?:form|box|bar)', 'ticker', 'newsticker',
      'site-branding', 'site-description', 'site-?sub', 'tagline', 'jump', 'jump-to-nav',
      'language-(?:switcher|selector)', 'toc', 'table-of-contents', 'inhaltsverzeichnis', 'tabs-nav',
      'subnav',
    ],
  },
  {
    region: 'tags',
    names: [
      'tags', 'tag-?list', 'tag-?cloud', 'tagcloud', 'post-tags', 'entry-tags', 'article-tags',
      'article-topics', 'topics', 'topic-list', 'keywords', 'cat-links', 'tag-links', 'tags-links',
      'post-categories', 'entry-categories', '(?:article|story|entry|post)-footer', 'schlagworte',
      'etiquetas', 'mots-cles', 'hashtags',
    ],
  },
  {
    region: 'notice',
    names: [
      'cookies?', 'cookie-?(?:banner|consent|notice|bar|law)', 'consent', 'gdpr', 'ccpa',
      'privacy-(?:notice|banner)', 'onetrust', 'didomi', 'cmp', 'modal', 'modals', 'popup', 'pop-up', 'popin',
      'overlay', 'lightbox', 'tooltip', 'toast', 'snackbar', 'interstitial', 'adblock', 'noscript',
      'browser-?(?:warning|upgrade|update)', 'disclaimer', 'disclosure', 'corrections-policy', 'print-info',
      'rating', 'ratings', 'star-rating', 'poll', 'quiz', 'player-placeholder', 'video-player',
      'audio-player', 'listen', 'podcast-player', 'player', 'transcript-link', 'feedback', 'survey',
      'helpful', 'vote', 'reactions', 'emoji-reactions', 'gift', 'reprints?', 'permissions',
    ],
  },
  {
    region: 'footer',
    names: [
      'footer', 'site-footer', 'page-footer', 'colophon', 'copyright', 'copyrights', 'legal', 'terms',
      'imprint', 'impressum', 'bottom-bar',
    ],
  },
  {
    region: 'aside',
    names: [
      'sidebar', 'side-?bar', 'aside', 'rail', 'right-?rail', 'left-?rail', 'rightcol', 'right-col',
      'right-column', 'side-?(?:column|col|content)', 'widget', 'widgets', 'widget-area', 'secondary',
      'complementary', 'marginal', 'margin-column',
    ],
  },
  { region: 'quote', names: ['pullquote', 'pull-quote', 'pull-?quotes', 'wp-block-pullquote', 'blickquote'] },
  {
    region: 'meta',
    names: [
      'byline', 'bylines', 'by-line', 'author', 'authors', 'author-?(?:name|names|info|line|meta|link|date)',
      'post-?author', 'entry-?author', 'article-?author', 'contributor', 'contributors', 'writer', 'writers',
      'dateline', 'date-?line', 'timestamp', 'time-?stamp', 'pub-?date', 'publish-?date', 'published',
      'publication-date', 'last-?(?:updated|modified)', 'updated', 'updated-at', 'date', 'dates', 'datetime',
      'date-time', 'time', 'post-?(?:meta|date|info|byline|time)', 'entry-?(?:meta|date)',
      'article-?(?:meta|info|date|data|byline|metadata|header-meta)', 'story-?(?:meta|date|info|byline)',
      'meta', 'metadata', 'meta-(?:data|info)', 'submitted', 'kicker', 'eyebrow', 'overline', 'dachzeile',
      'section-(?:label|name|link)', 'rubrik', 'reading-?time', 'read-?time', 'min-read',
      'byline-?(?:wrapper|block|container)', 'infos', 'signature', 'publicacion', 'fecha', 'autor', 'auteur',
      'posted-on', 'posted-by', 'posted',
    ],
  },
] as const;

/** Words in the class, id and test id of elements that hold a story's body. */
export const BODY_NAMES: readonly string[] = [
  'article-?(?:body|content|text|copy|main|inner-content|bodytext|paragraphs?|page-content)',
  '(?:story|post|entry|news|blog|single|detail|content|richtext|rich-text)-?(?:body|content|text|copy|article|entry)',
  'body-?(?:content|copy|text)', 'articlebody', 'storytext', 'articletext', 'story', 'paywall-content',
  'main-text', 'text-content', 'texte', 'cuerpo', 'nota', 'artikel-?(?:text|inhalt|body)', 'wysiwyg',
  'field-name-body', 'field--name-body', 'prose', 'available-content', 'zn-body', 'e-content', 'caas-body',
  'post-full-content', 'td-post-content', 'mw-parser-output', 'notizia', 'testo', 'articolo-testo',
];
