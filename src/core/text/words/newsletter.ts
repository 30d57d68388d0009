// Calls to follow, subscribe and register, as regular expressions. A call counts only with its object ("our
// newsletter").
import type { ByLanguage } from './any-of.js';

/** English calls in a whole sentence. */
export const SENTENCE_CALLS: readonly string[] = [
  'sign up',
  'subscribe',
  'register',
  'get (?:our|the|your)',
  'download',
  'enter your e-?mail',
  'want (?:more|the latest)',
  'never miss',
  'stay (?:updated|informed|up to date)',
  'join (?:our|the|thousands)',
  'already a subscriber',
  'become a (?:member|subscriber)',
  'support (?:us|our)',
  'for more (?:news|stories)',
];

/** Objects of `SENTENCE_CALLS`. */
export const SENTENCE_CALL_OBJECTS: readonly string[] = [
  'newsletters?',
  'inbox',
  'e-?mail (?:updates|alerts|address)',
  'briefing',
  'app',
  'subscri(?:be|ption|ber)s?',
  'whatsapp channel',
  'notifications?',
  'membership',
  'journalism',
  'to continue reading',
];

/** Networks after "follow us on". */
export const SOCIAL_NETWORKS: readonly string[] = [
  'facebook',
  'twitter',
  'x',
  'instagram',
  'google',
  'telegram',
  'whatsapp',
  'youtube',
  'linkedin',
  'threads',
  'bluesky',
  'social',
  'mastodon',
];

/** Calls that begin a sentence, with their object. */
export const CALLS: ByLanguage = {
  de: [
    'folgen sie uns',
    'abonnieren sie',
    'jetzt (?:abonnieren|anmelden|newsletter)',
    'melden sie sich',
    'hier (?:abonnieren|anmelden)',
  ],
  fr: ['suivez[- ]nous', 'abonnez-vous', 'inscrivez-vous', 'recevez (?:notre|nos|la)'],
  es: ['síguenos', 'síganos', 'suscríb(?:ete|ase)', 'regístrate', 'recibe (?:nuestr|el|las)'],
  pt: ['siga-nos', 'siga o', 'inscreva-se', 'assine', 'cadastre-se', 'receba (?:nossa|as|o)'],
  it: ['seguici', 'iscriviti', 'abbonati'],
  nl: ['volg ons', 'abonneer', 'meld je aan', 'schrijf je in'],
  pl: ['obserwuj nas', 'śledź nas', 'zapisz się', 'subskrybuj'],
  sv: ['följ oss', 'prenumerera', 'anmäl dig'],
  fi: ['seuraa (?:meitä|\\p{L}+ (?:facebookissa|instagramissa))', 'tilaa'],
  da: ['følg os', 'abonner', 'tilmeld dig'],
  nb: ['følg oss', 'meld deg på'],
  tr: ['bizi takip', 'abone ol', 'bültenimize'],
  ru: ['подписывайтесь', 'подпишитесь', 'следите за нами'],
  hi: ['हमें फ़?ॉलो', 'सब्सक्राइब', 'न्यूज़?लेटर'],
  ar: ['تابعونا', 'تابعنا', 'اشترك(?:وا)? في'],
  id: ['ikuti kami', 'berlangganan', 'ikuti \\p{L}+ di'],
  vi: ['theo dõi chúng tôi', 'đăng ký nhận'],
  zh: ['关注我们', '關注我們', '訂閱', '订阅', '扫码关注', '追蹤我們'],
  ja: ['フォロー', 'メルマガ', 'ニュースレター'],
  ko: ['구독', '뉴스레터'],
};

/** English calls that begin a line. */
export const LINE_CALLS: readonly string[] = [
  'sign ?up',
  'subscribe',
  'register',
  'get',
  'download',
  'join',
  'enter your email',
  'want (?:more|the latest|to)',
  'never miss',
  'stay (?:updated|informed|tuned|up to date)',
  'for (?:more|the latest|all the latest) (?:news|updates|stories|information|coverage|content)',
  'catch all the',
  'check out',
  'already a subscriber',
  'support (?:us|our|independent)',
  'become a (?:member|subscriber)',
  'i would like to (?:be emailed|receive)',
  'by (?:signing|clicking|entering|subscribing)',
  'thank(?:s| you) for (?:signing|subscribing|reading)',
];

/** Objects of `LINE_CALLS`. */
export const LINE_CALL_OBJECTS: readonly string[] = [
  'newsletters?',
  'inbox',
  'email updates',
  'daily briefing',
  'app',
  'subscri(?:be|ption|ber)s?',
  'channel',
  'notifications?',
  'latest (?:news|updates|headlines)',
  'breaking news',
  'e-?paper',
  'membership',
  'emailed',
  'privacy (?:policy|notice)',
];

/** Calls that begin a line, without their object; many are the stem of a verb. */
export const CALL_STEMS: ByLanguage = {
  romance: ['abonn', 'inscri', 'suscr', 'iscriv', 'assine\\b', 'receba\\b', 'receve[zr]', 'recib[ae]'],
  de: ['jetzt (?:abonnieren|anmelden)', 'melden sie sich', 'folgen sie', 'folge uns'],
  pl: ['zapisz', 'subskrybuj', 'śledź'],
  ru: ['подпи[шс]'],
  tr: ['abone ol', 'takip et'],
  id: ['langganan', 'ikuti'],
  vi: ['theo dõi'],
  es: ['s[ií]gue(?:nos|la|los)?\\b', 'siga\\b'],
  fr: ['suive[zr]'],
  nl: ['volg\\b'],
  it: ['segui(?:ci)?\\b'],
  cs: ['sledujte'],
  da: ['følg\\b'],
  sv: ['följ\\b'],
  fi: ['seuraa\\b'],
  en: ['do you have (?:a|any) (?:tip|story|news)', '(?:got|have) a (?:news )?(?:tip|story)\\b'],
};

/** Objects of `CALL_STEMS`, in any language. */
export const CALL_STEM_OBJECTS: readonly string[] = [
  'newsletter',
  'whatsapp',
  'telegram',
  '\\b(?:canal|kanal|canale)\\b',
  'kanał',
  'канал',
  'google ?(?:news|noticias|actualités|nieuws)',
  'facebook',
  'twitter',
  'instagram',
  'youtube',
  '\\be-?mail',
  'boletín',
  'infolettre',
  'nyhetsbrev',
  'nyhedsbrev',
  '\\btips?\\b',
  '\\bstory\\b',
];
