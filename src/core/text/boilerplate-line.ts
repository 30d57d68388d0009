// What stands on a page and is no part of the story, by kinds of line. A line is furniture for its form, never for one site's words.
import { isRelatedLink } from './related-link.js';

export type BoilerplateKind = 'placeholder' | 'related' | 'inputs' | 'share' | 'newsletter' | 'legal' | 'section';

const MAX_LINE = 240;

const PLACEHOLDER = new RegExp(
  [
    '[a-z]+(?:_[a-z0-9]+)+', // ugc_banner: a slot's name, no word of a language
    '(?:main|hero|lead|top|story|article|header|cover|featured?|inline)?[ _-]?(?:img|image|photo|pic|picture|banner|video|thumbnail|thumb)s?',
    '(?:video|audio|image|gallery|tweet|instagram|facebook|youtube|twitter|ad|iframe)[ _-]?(?:embed|player|placeholder|slot|unit|frame|loading|unavailable)',
    'advert(?:isement|isment|orial)?s?(?: \\d+)?', 'anzeige', 'werbung', 'publicité', 'publicidad', 'pubblicità', 'publicidade', 'advertentie', 'реклама', '広告',
    '(?:story|article) continues (?:below|after)(?: (?:this )?(?:ad|advertisement|advert))?',
    'advertisement ?[·.-]? ?(?:scroll to continue|(?:story|article) continues below(?: (?:this )?(?:ad|advertisement))?)', '(?:toggle|hide|show) caption', 'list (?:of \\d+ items|\\d+ of \\d+)', 'end of list', '[\\w.+-]{1,40}@[\\w-]{1,40}\\.[\\w.]{2,20}',
    '(?:sponsored|promoted|paid)(?: (?:content|post|links?))?',
    'ads?', 'embed', 'iframe', 'loading(?:\\.{3}|…)?', 'skip (?:to (?:main )?content|advertisement)', 'listen to (?:this )?(?:article|story)', 'listen', 'play(?: video)?', 'image source', 'link copied!?', 'copy link',
    '\\d+\\s*(?:min|minute)s?[ -]read', '(?:reading|read) time:? .{1,20}',
  ].join('|'),
  'i',
);
const WHOLE_PLACEHOLDER = new RegExp(`^(?:${PLACEHOLDER.source})$`, 'i');

// Kickers and breadcrumbs over a headline.
const SECTION = /^(?:home|world|news|india|politics|sports?|business|economy|opinion|tech(?:nology)?|science|health|entertainment|lifestyle|culture|travel|live|breaking(?: news)?|exclusive|latest(?: news)?|top stories|local|national|international|us news|uk news|world news|europe|asia|africa|americas|middle east|markets|climate|environment|video|videos|photos|menu|search|sign in|log in|subscribe)$/i;
const CRUMBS = /^(?:[\p{L}&' -]{2,30}[>›»]\s*){1,6}[\p{L}&' -]{0,60}$|^(?:home|news)(?:\s*\/\s*[\p{L}&' -]{2,30}){1,5}$/iu;

// A pointer to another story: its words and then a colon, a dash or a bar, or nothing else on the line.
const RELATED = /^(?:[|>»›•*-]\s*)?(?:watch(?: (?:live|now|video|this|here|the video|below))?|also watch|watch also|read|also read|read also|read more(?: (?:from|on|about) [\p{L} ]{2,40})?|read this|must read|see|see also|also see|related(?: (?:stor(?:y|ies)|articles?|news|links?|coverage|topics?|content|reading|video|tags))?|click here|don['’]?t miss|more (?:on|from) [\p{L} ]{2,40}|more (?:stories|news)|recommended(?: (?:stories|for you|reading|articles?))?|trending(?: (?:now|stories|news))?|top stories|you (?:may|might) (?:also )?like|in (?:pics|pictures|photos)|view (?:gallery|comments|all)|show more|load more|continue reading|tags?|topics?|most (?:read|popular|viewed)|up next|editor['’]s picks?|further reading)\s*(?:$|[:|–—]| - )/iu;
const CLICK = /^(?:click|tap) (?:here|on|to) .{0,160}$/i;

// Credit to agencies: "(With inputs from agencies)", "(Reporting by …; Editing by …)", "[ANI]".
const INPUTS = /^[([{]?\s*(?:with|based on|compiled from|contains)?\s*(?:additional |some )?(?:agency |agencies['’]? )?(?:inputs?|reports?|reporting|contributions?|editing|writing)\b\s*(?:from|by|in)?\b.{0,200}$/i;
const BRACKETED_INPUTS = /\s*[([]\s*(?:with|based on|compiled from|this story has been)\b[^()[\]]{0,160}\b(?:inputs?|agenc(?:y|ies)|reports?|feed)\b[^()[\]]{0,80}[)\]]\.?\s*$/i;
const AGENCY_ALONE = /^[([—–-]*\s*(?:reuters|ap|afp|pti|ani|ians|dpa|upi|agencies|bloomberg|xinhua)\s*[)\]]?\.?$/i;
const STARTS_AS_INPUTS = /^[([{]|^(?:with (?:additional |agency )?inputs?|with (?:additional )?report(?:s|ing)|additional reporting|reporting by|agency inputs|edited by|editing by|our standards)\b/i;

const SHARE_WORDS = new Set(
  'page share shares sharing save tweet tweets pin print email e-mail mail facebook twitter x whatsapp linkedin reddit pinterest telegram instagram threads bluesky flipboard messenger tumblr copy link links url copied bookmark comment comments comentarios more on via this story article post to with a us follow like send text message sms icon button close fb ellipsis iphone youtube google news add preferred source ·|•/,-–—()'.split(' '),
);
const SHARE_ANCHORS = /\b(?:share|tweet|facebook|twitter|whatsapp|linkedin|print|email|bookmark|copy link|follow us|comments?|reddit|telegram|instagram)\b/i;
const FOLLOW = /^(?:follow|find|like) (?:us|[\p{L} ]{2,30}) on (?:facebook|twitter|x|instagram|google|telegram|whatsapp|youtube|linkedin|social)\b.{0,120}$/iu;

const NEWSLETTER = /^(?:sign ?up|subscribe|register|get|download|join|enter your email|want (?:more|the latest|to)|never miss|stay (?:updated|informed|tuned|up to date)|for (?:more|the latest|all the latest) (?:news|updates|stories|information|coverage|content)|catch all the|check out|already a subscriber|support (?:us|our|independent)|become a (?:member|subscriber)|i would like to (?:be emailed|receive)|by (?:signing|clicking|entering|subscribing)|thank(?:s| you) for (?:signing|subscribing|reading))\b.{0,220}$/i;
const NEWSLETTER_NOUNS = /\b(?:newsletters?|inbox|email updates|daily briefing|app|subscri(?:be|ption|ber)s?|channel|notifications?|latest (?:news|updates|headlines)|breaking news|e-?paper|membership|emailed|privacy (?:policy|notice))\b/i;
// The same in other languages: a call, and what it calls to.
const INVITES = /^(?:abonn|inscri|suscr|iscriv|assine\b|receba\b|receve[zr]|recib[ae]|jetzt (?:abonnieren|anmelden)|melden sie sich|zapisz|subskrybuj|подпи[шс]|abone ol|langganan|ikuti|theo dõi|s[ií]gue(?:nos|la|los)?\b|siga\b|suive[zr]|folgen sie|folge uns|volg\b|segui(?:ci)?\b|śledź|sledujte|følg\b|följ\b|seuraa\b|takip et|do you have (?:a|any) (?:tip|story|news)|(?:got|have) a (?:news )?(?:tip|story)\b)/iu;
const INVITED = /newsletter|whatsapp|telegram|\b(?:canal|kanal|canale)\b|kanał|канал|google ?(?:news|noticias|actualités|nieuws)|facebook|twitter|instagram|youtube|\be-?mail|boletín|infolettre|nyhetsbrev|nyhedsbrev|\btips?\b|\bstory\b/iu;
const RIGHTS = /^[<([]?(?:alle rechte vorbehalten|tous droits réservés|todos (?:los derechos reservados|os direitos reservados)|riproduzione riservata|wszelkie prawa zastrzeżone|все права защищены|tüm hakları saklıdır|無断転載|저작권자|무단 ?전재|版权所有|版權所有|未经授权|未經授權|本網站之文字|转载请注明|轉載請註明)/iu;
// "Original headline", "edited by", "source", as Chinese pages have them around a story.
const DESK_NOTE = /^[（(【]?(?:原标题|原標題|责任编辑|責任編輯|责编|编辑|編輯|来源|來源|作者)\s*[:：].{1,80}$/u;
const ASKS = /^(?:(?:we|this (?:web)?site|our site) uses? (?:\S+ ){0,3}cookies\b|wir (?:und unsere .{1,30} )?(?:verwenden|nutzen|speichern) .{0,60}(?:cookies|auf ihrem gerät)|nous utilisons des cookies|(?:utilizamos|usamos|este sitio utiliza) cookies|mit ihrer zustimmung wird hier ein externe|was this (?:article|page|information) (?:helpful|useful)\b|did you find this (?:article|page) (?:helpful|useful)\b|(?:war|fanden sie) dieser?n? artikel (?:hilfreich|nützlich)\b|cet article vous a-t-il été utile\b)/iu;
/** "Quelle: dpa", alone on its line. */
const SOURCE_ALONE = /^(?:quellen?|sources?|fuentes?|fonte|źródło|zdroj|источник|kilde|källa|bron)\s?:\s?.{2,50}(?<![.!?])$/iu;
const LEGAL = /^(?:©|\(c\)\s|copyright\b|all rights reserved|terms (?:of|and)|privacy policy|disclaimer\s*:|our standards\b|published under|licen[cs]ed under|this (?:story|article|report|copy) (?:has (?:not )?been|was) (?:not )?(?:edited by|published from|auto-?generated|syndicated)\b|\(?except for the headline\b|©)/i;

/** The kind of furniture a whole line is, or null for what may be the story's own words. Linear in a line's length. */
export function boilerplateKind(line: string): BoilerplateKind | null {
  if (line.length > MAX_LINE) return null;
  if (WHOLE_PLACEHOLDER.test(line)) return 'placeholder';
  if (SECTION.test(line) || CRUMBS.test(line)) return 'section';
  if (RELATED.test(line) || CLICK.test(line) || isRelatedLink(line)) return 'related';
  if (AGENCY_ALONE.test(line) || (STARTS_AS_INPUTS.test(line) && (BRACKETED_INPUTS.test(line) || INPUTS.test(line)))) return 'inputs';
  if (FOLLOW.test(line) || (SHARE_ANCHORS.test(line) && line.toLowerCase().split(/[\s|•·/,()]+/).every((word) => word === '' || SHARE_WORDS.has(word) || /^\d+k?$/.test(word)))) return 'share';
  if (NEWSLETTER.test(line) && NEWSLETTER_NOUNS.test(line)) return 'newsletter';
  if (INVITES.test(line) && INVITED.test(line)) return 'newsletter';
  return LEGAL.test(line) || RIGHTS.test(line) || ASKS.test(line) || SOURCE_ALONE.test(line) || DESK_NOTE.test(line) ? 'legal' : null;
}

/** A paragraph without the credit to agencies at its end. */
export function withoutAgencyCredit(paragraph: string): string {
  const cut = Math.max(paragraph.length - 300, 0);
  const tail = paragraph.slice(cut);
  return BRACKETED_INPUTS.test(tail) ? `${paragraph.slice(0, cut)}${tail.replace(BRACKETED_INPUTS, '')}`.trim() : paragraph;
}

const HIGHLIGHTS = /^(?:story |article |news )?(?:highlights|key (?:points|takeaways|highlights|facts)|takeaways|at a glance|in (?:short|brief)|quick read|the gist|main points)\s*:?$/i;

/** True for the heading of a story's highlights. */
export const isHighlightsHeading = (line: string): boolean => line.length < 40 && HIGHLIGHTS.test(line);

const SOURCES = '(?:REUTERS|Reuters|AP|A\\.P\\.|AFP|Getty(?: Images)?|EPA(?:-EFE)?|ANI|PTI|IANS|AAP|PA|PA Media|Press Association|Associated Press|AP Photo|Shutterstock|Bloomberg|Xinhua|TASS|iStock(?:photo)?|Unsplash|Alamy|NASA|Wikimedia(?: Commons)?|Twitter|X|Facebook|Instagram|File|Sipa(?: USA)?|Zuma(?: Press)?|dpa|Anadolu(?: Agency)?)';
const CREDIT_WORD = 'bild(?:quelle|nachweis|rechte)?|fotografie|fotos?|fot\\.|kuva|beeld|фото|imagen|imagem|crédits?(?: photos?)?|(?:photographs?|photos?|images?|pictures?|pic|picture|image|photo|foto|video|illustration|graphic)(?:[ -](?:credits?|source|courtesy|by))?|credits?|courtesy';
// Each is tried on the last 200 characters only.
const BARE_SOURCE = new RegExp(`\\s*[([]\\s*((?:[^()[\\]]{0,60}[/,|]\\s?)?${SOURCES}(?:\\s?[/,|][^()[\\]]{0,60})?)\\s*[)\\]]\\.?$`);
const CREDITS = [
  new RegExp(`[\\s([|]*\\b(?:${CREDIT_WORD})\\s*[:：]\\s*[([]?\\s*([^()[\\]:]{2,100}?)\\s*[)\\]]?[.]?\\s*[)\\]]?$`, 'i'),
  BARE_SOURCE,
  new RegExp(`\\s*\\b((?:AP Photo|REUTERS)\\s?/\\s?[\\p{L} .'’-]{2,60})$`, 'u'),
  new RegExp(`(?<=[.!?"”\\])])\\s*((?:\\p{Lu}[\\p{L}.'’-]{0,30}\\s){0,3}\\p{Lu}[\\p{L}.'’-]{1,30}\\s?/\\s?(?:[\\p{L} ]{2,20}/)?${SOURCES})\\.?$`, 'u'),
];

/**
 * Caption and credit of a picture's line (`… 2022. Photograph:(Reuters)`, `(AP Photo/Jane Doe)`); null where it ends in no credit.
 * `certain` is false for a bare source in brackets, `(AP)`, which also ends paragraphs.
 */
export function readCredit(line: string): { caption: string | null; credit: string; certain: boolean } | null {
  const cut = Math.max(line.length - 200, 0);
  const tail = line.slice(cut);
  for (const form of CREDITS) {
    const found = form.exec(tail);
    if (found?.[1] === undefined || !/^(?:[\p{Lu}\p{Lo}@]|(?:dpa|epd|afp|imago|picture|privat)\b)/u.test(found[1]) || found[1].split(' ').length > 9) continue;
    const caption = (line.slice(0, cut) + tail.slice(0, found.index)).replace(/[\s|([]+$/, '').trim();
    return { caption: caption === '' ? null : caption, credit: found[1].trim(), certain: form !== BARE_SOURCE || found[1].includes('/') };
  }
  return null;
}

const CAPTION_HEAD = /^(?:file photo|file image|file picture|representative image|representational image|in this (?:file )?(?:photo|image|picture|handout)|this (?:file )?(?:photo|image|picture|handout)|photo|image|\(file photo\))\b/i;

/** True for words that introduce a picture: "FILE PHOTO: …", "In this image …". */
export const isCaptionLeadIn = (line: string): boolean => CAPTION_HEAD.test(line);
