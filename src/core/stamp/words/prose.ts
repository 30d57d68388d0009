// Words that show that a label is part of a sentence, or belongs to something other than the story.

type WordsByLanguage = Readonly<Record<string, readonly string[]>>;

/** Auxiliaries, articles, pronouns and conjunctions: after one of these a label is part of a sentence. */
export const SENTENCE_WORDS: WordsByLanguage = {
  en: [
    'was',
    'were',
    'is',
    'are',
    'be',
    'been',
    'being',
    'has',
    'have',
    'had',
    'not',
    'an',
    'a',
    'the',
    'to',
    'will',
    'when',
    'since',
    'and',
    'or',
    'get',
    'which',
    'that',
    'who',
    'he',
    'she',
    'they',
    'it',
    'we',
    'you',
    'i',
  ],
  de: ['wurde', 'wurden', 'wird', 'werden', 'ist', 'hat', 'sich', 'hatte', 'und', 'oder', 'war'],
  fr: ['été', 'est', 'ont', 'fut', 'sera', 'avait'],
  es: ['fue', 'fueron', 'ha', 'han', 'ser', 'será', 'sido', 'es'],
  pt: ['foi', 'foram', 'são', 'está', 'é'],
  it: ['stato', 'stata', 'è', 'sono'],
  nl: ['werd', 'zijn'],
  pl: ['został', 'została', 'był', 'była'],
  cs: ['byl'],
  ru: ['было', 'был', 'была', 'были', 'и'],
  scandinavian: ['blev', 'har', 'er', 'ble'],
  fi: ['on', 'oli', 'olivat'],
};

export const CONJUNCTIONS: readonly string[] = ['and', 'und', 'et', 'y', 'e', 'en', 'i', 'och', 'og', 'и', 'ja'];

/**
 * Sentence words that may stand between the page's own name and its label: "This page was last updated on …".
 */
export const AUXILIARIES: WordsByLanguage = {
  en: ['was', 'were', 'is', 'are', 'been', 'has', 'have', 'had', 'last'],
  de: ['wurde', 'wird', 'ist'],
  fr: ['été', 'est', 'a'],
  es: ['fue', 'ha', 'sido'],
  pt: ['foi', 'é'],
  it: ['stato', 'è'],
  nl: ['werd'],
  pl: ['został', 'została'],
  ru: ['был', 'была', 'было'],
  scandinavian: ['blev', 'har', 'er', 'ble'],
};

/** Nouns by which a page refers to itself. */
export const PAGE_NOUNS: WordsByLanguage = {
  en: [
    'page',
    'article',
    'story',
    'post',
    'report',
    'document',
    'entry',
    'item',
    'guide',
    'review',
    'site',
    'website',
    'content',
    'piece',
    'this',
  ],
  de: ['seite', 'artikel', 'beitrag', 'text', 'meldung', 'bericht'],
  fr: ['texte'],
  es: ['página', 'artículo', 'nota', 'noticia'],
  pt: ['artigo', 'matéria', 'notícia'],
  it: ['pagina', 'articolo', 'notizia'],
  pl: ['strona', 'artykuł', 'tekst'],
  sv: ['artikeln', 'sidan'],
  da: ['artiklen', 'siden'],
  nb: ['artikkelen'],
  fi: ['sivu', 'artikkeli', 'juttu'],
  tr: ['sayfa', 'haber', 'içerik'],
  ru: ['страница', 'материал', 'статья', 'новость'],
  uk: ['стаття'],
};

/** Words of legal texts, which have update labels of their own. */
export const LEGAL_WORDS: WordsByLanguage = {
  en: ['privacy', 'cookie', 'cookies'],
  de: ['datenschutz', 'datenschutzerklärung', 'nutzungsbedingungen', 'agb', 'impressum'],
  fr: ['confidentialité'],
  es: ['privacidad'],
  pt: ['privacidade'],
  it: ['riservatezza'],
  nl: ['privacybeleid'],
  pl: ['prywatności'],
  ru: ['конфиденциальности'],
  tr: ['gizlilik'],
  zh: ['隐私', '隱私'],
  ja: ['プライバシー', '利用規約'],
  ko: ['개인정보'],
};

/** Two words in a row that begin the name of a legal text. */
export const LEGAL_PHRASES: readonly string[] = [
  'terms of',
  'terms and',
  'terms &',
  'user agreement',
  'conditions of',
  'mentions légales',
  'aviso legal',
  'términos y',
  'termini e',
  'termos de',
];

/** What else may have been updated, right before the label: prices, standings, charts. */
export const OTHER_SUBJECTS: readonly string[] = [
  'copyright',
  'version',
  'app',
  'prices',
  'price',
  'weather',
  'market',
  'markets',
  'quotes',
  'scores',
  'fixtures',
  'standings',
  'data',
  'chart',
  'map',
  'schedule',
];

/** Words of other parts of a page's header, besides words of time. */
export const HEADER_WORDS: readonly string[] = ['article', 'artikel', 'read', 'lecture', 'tarihinde', 'itibariyla'];
