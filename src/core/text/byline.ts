// Who wrote a story, as lines over a text say it.

const PREFIX = /^(?:(?:written|reported|compiled|posted|published|submitted) by|by|von|par|por)[:\s]\s*/i;
const DESK = /\b(?:staff|desk|team|bureau|correspondents?|reporters?|agencies|newsroom|news service|press trust of india|associated press|editorial board|web desk|agency)\b/i;
const ROLE = /\b(?:editor|writer|reporter|correspondent|chief|columnist|producer|analyst|contributor|journalist|freelance\w*)s?\b/i;
const AGENCY = /^(?:reuters|ap|afp|pti|ani|ians|upi|dpa|cnn|bbc news|bloomberg|xinhua|agencies|associated press|efe|agencia efe|ansa|europa press|kyodo|kyodo news|yonhap|tass|anadolu|aa|apa|sda|epd|kna|sid|lusa|belga|anp|ritzau|ntb|tt|stt|pap|čtk|tasr|mti|agerpres|antara|bernama|télam|notimex|ukrinform|interfax|tnn|the associated press|reuters staff|thomson reuters|wires?|web desk)$/iu;
const NAME_WORD = /^(?:\p{Lu}[\p{L}'’.-]*|de|del|della|di|da|dos|van|von|der|den|bin|ibn|al|el|la|le|y)$/u;
const PARTS = /\s*(?:,|&|\||;|\s(?:and|und|et|y)\s)\s*/iu;

/** True for two to five capitalised words, as a person's name has. */
export function isPersonName(text: string): boolean {
  const words = text.split(/\s+/);
  return text.length <= 60 && words.length >= 2 && words.length <= 5 && /^\p{Lu}/u.test(text) && words.every((word) => NAME_WORD.test(word)) && !/[.!?:]$/.test(text);
}

/** True for the name of a desk or an agency: `WION Web Team`, `PTI`. */
export function isDeskOrAgency(text: string): boolean {
  return text.length <= 60 && !/[.!?:]$/.test(text) && (AGENCY.test(text) || (DESK.test(text) && text.split(/\s+/).length <= 6 && /^\p{Lu}/u.test(text) && !/\s(?:is|are|was|were|has|have|says?|said)\s/i.test(text)));
}

/** The names of a line that says "By …", without roles and papers (`By Eric Bradner, CNN` is `Eric Bradner`); null for any other line. */
export function readByline(line: string): string | null {
  const prefix = PREFIX.exec(line.slice(0, 40))?.[0];
  if (prefix === undefined || line.length > 160) return null;
  const names = line.slice(prefix.length).trim();
  const parts = names.split(PARTS).filter((part) => part !== '');
  const good = parts.findIndex((part, index) => (index > 0 && (ROLE.test(part) || isDeskOrAgency(part))) || (!isPersonName(part) && !isDeskOrAgency(part)));
  if (good === 0 || parts.length === 0) return parts.length === 1 && /^\p{Lu}[\p{L}'’-]{1,30}$/u.test(names) ? names : null;
  if (good < 0) return names;
  const last = parts[good - 1] ?? '';
  return names.slice(0, names.indexOf(last) + last.length);
}
