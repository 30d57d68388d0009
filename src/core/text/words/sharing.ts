// Words of share and follow buttons. Patterns are regular expressions.
import type { ByLanguage } from './any-of.js';

/** Captions of a row of share buttons; several of them in a row fill a line. */
export const SHARE_BUTTONS: readonly string[] = [
  'share', 'save', 'print', 'email', 'e-mail', 'copy link', 'link copied', 'tweet', 'facebook', 'twitter', 'whatsapp',
  'linkedin', 'reddit', 'telegram', 'x', 'comments?', '\\d+',
];

/** Captions of a share button, alone on a line. */
export const SHARE_CAPTIONS: ByLanguage = {
  en: ['copy link', 'link copied', 'print(?: this (?:article|page))?'],
  de: ['(?:artikel )?teilen'],
  fr: ["partager(?: (?:cet|l['’])\\s?article)?"],
  es: ['compartir(?: (?:este|esta|el)? ?(?:artículo|nota|noticia))?'],
  pt: ['compartilhar', 'compartilhe(?: (?:este|esta|essa|esse)? ?(?:artigo|notícia|matéria|reportagem))?'],
  it: ['condividi(?: (?:questo )?articolo)?'],
  nl: ['deel(?: dit artikel)?', 'delen'],
  pl: ['udostępnij'],
  sv: ['dela(?: artikeln)?'],
  fi: ['jaa(?: artikkeli)?'],
  da: ['del(?: (?:artiklen|artikkelen|saken))?'],
  tr: ['paylaş'],
  ru: ['поделиться'],
  hi: ['शेयर करें', 'साझा करें'],
  ar: ['شارك', 'مشاركة'],
  id: ['bagikan'],
  vi: ['chia sẻ'],
  zh: ['分享'],
  ja: ['シェア(?:する)?'],
  ko: ['공유(?:하기)?'],
};

/** The words of lines that hold nothing but share buttons. */
export const SHARE_LINE_WORDS: readonly string[] = [
  'page', 'share', 'shares', 'sharing', 'save', 'tweet', 'tweets', 'pin', 'print', 'email', 'e-mail', 'mail',
  'facebook', 'twitter', 'x', 'whatsapp', 'linkedin', 'reddit', 'pinterest', 'telegram', 'instagram', 'threads',
  'bluesky', 'flipboard', 'messenger', 'tumblr', 'copy', 'link', 'links', 'url', 'copied', 'bookmark', 'comment',
  'comments', 'comentarios', 'more', 'on', 'via', 'this', 'story', 'article', 'post', 'to', 'with', 'a', 'us',
  'follow', 'like', 'send', 'text', 'message', 'sms', 'icon', 'button', 'close', 'fb', 'ellipsis', 'iphone',
  'youtube', 'google', 'news', 'add', 'preferred', 'source', '·|•/,-–—()',
];

/** A line of share buttons has at least one of these. */
export const SHARE_LINE_ANCHORS: readonly string[] = [
  'share', 'tweet', 'facebook', 'twitter', 'whatsapp', 'linkedin', 'print', 'email', 'bookmark', 'copy link',
  'follow us', 'comments?', 'reddit', 'telegram', 'instagram',
];

/** Networks after "follow us on", in lines of scraped text. */
export const FOLLOW_NETWORKS: readonly string[] = [
  'facebook', 'twitter', 'x', 'instagram', 'google', 'telegram', 'whatsapp', 'youtube', 'linkedin', 'social',
];
