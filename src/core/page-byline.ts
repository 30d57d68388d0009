// Who wrote a page's story: people's names out of what structured data, meta tags and bylines say, which is often a paper, a desk,
// a role, an address or a date as well. People go before desks; the paper's own name is nobody's.
import { isDesk, isNameLike, readByline } from './byline.js';
import { joinNames } from './linked-data.js';
import type { PageBlock } from './page-block.js';
import { spacedWords, type PageElement } from './page-element.js';
import type { Origin } from './story.js';

export type PageByline = { text: string; from: Origin };
type Names = { people: string[]; desks: string[] };

const MAX_WORDS = 300;
const PREFIX = /^(?:(?:(?:story|text|words|article|written|reported|compiled|posted|published|submitted|reviewed|edited|review|analysis|opinion|ein (?:artikel|beitrag|bericht|kommentar|gastbeitrag)|eine analyse|interview|propos recueillis|autor(?:in)?|author|auteur|autore|redacción|texte?)\s+(?:by|von|par|por|di)|by|von|par|por|di|door|av|af|oleh|yazan|автор|autor(?:in|en)?|authors?|auteurs?|words|text|texto|testo)\s*[:：]?\s+|(?:authors?|autor(?:in|en)?|auteurs?|by|von|автор|作者|記者|记者|文)\s*[:：/]\s*)/iu;
const SPLIT = /\s*(?:,|&|\||;|•|·|／|、|\n|\s\/\s|\s[-–—]\s|\s(?:and|und|et|y|og|och|ja|ve|with|mit|avec)\s)\s*/iu;
const NOISE = /[\w.+-]{1,60}@[\w.-]{1,60}|https?:\/\/\S+|www\.\S+|(?:^|\s)@\w+|\([^()]{0,60}\)|\[[^[\]]{0,60}\]/gu;
const RANK = '(?:chief|senior|deputy|assistant|staff|associate|executive|contributing|political|business|science|health|education|sports?|news|world|foreign|home|digital|video|data|crime|legal|special|investigative|national|international|economics?|technology|tech|environment|climate|social|affairs|diplomatic|defen[cs]e|religion|culture|arts|media|money|personal|finance|managing|religious|us|u\\.s\\.|uk|europe|asia|middle|east|africa|north|south|america|freelance|guest|multimedia|general|assignment)';
const ROLE = new RegExp(`\\s+(?:${RANK}\\s+){0,5}(?:editors?|writers?|reporters?|correspondents?|columnists?|producers?|analysts?|contributors?|journalists?|critic|redakteur(?:in)?|korrespondent(?:in)?|journaliste|periodista|redactora?)\\b.*$`, 'iu');
const TAIL = /\s*\b(?:follow|updated?|published|posted|last modified|aktualisiert|veröffentlicht|publié|mis à jour|publicado|actualizado|contact|email|e-mail|on\s+(?:mon|tue|wed|thu|fri|sat|sun)\w*|view (?:profile|bio)|bio|biography|profile|more by|read more|see more|and updated)\b.*$/iu;
const NOBODY = /^(?:admin(?:istrator)?|staff|editors?|editorial|redaktion|redaction|rédaction|redacción|redazione|newsroom|news|web|webmaster|user|guest|anonymous|author|unknown|null|undefined|team|the editors|by|online|press release|sponsored|none|-)$/i;

const PARTICLE = /^(?:[dl]['’]\p{L}+|de|del|della|di|da|das|do|dos|du|des|la|le|van|von|der|den|ter|ten|bin|binti|ibn|al|el|y|e|zu|af|av)$/u;
const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
const isPerson = (text: string): boolean => isNameLike(text) || (text.length <= 40 && /^\p{Lu}[\p{L}'’.-]+(?:\s+[\p{L}'’.-]+){1,4}$/u.test(text) && text.split(/\s+/).slice(1).every((word) => !/^\p{Ll}/u.test(word) || PARTICLE.test(word)) && !/\b(?:the|of|for|in|on|at|is|news|times|post)\b/i.test(text)) || /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Katakana}]{2,5}$|^[\p{Lo}\p{M}.]{2,20}(?:\s[\p{Lo}\p{M}.]{2,20}){1,3}$/u.test(text);

const BY_ALONE = /^(?:(?:written|reported|posted|submitted|compiled) by|by|von|par|por|di|door|av|af|autor|autora|author)\s*[:：]?$/iu;
const CONNECTS = /^(?:,|&|and|und|et|y|e|og|och)$/iu;

/** The words of a block that say by whom: "By" in one element and names in the next ones, or in one line; null where none do. */
export function bylineOf({ parts, lines }: PageBlock): string | null {
  const at = parts.findIndex((part) => BY_ALONE.test(part));
  if (at >= 0) {
    const names = parts.slice(at + 1);
    const end = names.findIndex((name, index) => index > 0 && !CONNECTS.test(name) && !CONNECTS.test(names[index - 1] ?? ''));
    return names.slice(0, end < 0 ? names.length : end).join(' ') || null;
  }
  return [...(lines.length > 1 ? lines : []), ...parts, ...lines].find((line) => line.length <= 160 && PREFIX.test(line) && !/[.!?]$/.test(line)) ?? null;
}

/** The names in what one source says; `papers` are the names that the site goes by. */
export function namesIn(words: string, papers: ReadonlySet<string>): Names {
  const names: Names = { people: [], desks: [] };
  const clean = words.slice(0, MAX_WORDS).replace(NOISE, ' ').replace(/\s+/g, ' ').trim();
  for (const part of clean.replace(PREFIX, '').split(SPLIT)) {
    const name = part.replace(PREFIX, '').replace(TAIL, '').replace(ROLE, '').replace(/\s*\d.*$/, '').replace(/^[\s.:*]+|[\s:*,–—-]+$/g, '').trim();
    if (name === '' || NOBODY.test(name)) continue;
    // What follows a role or a date is no name any more.
    if (isDesk(name) && !papers.has(bare(name))) names.desks.push(name);
    else if (!papers.has(bare(name)) && isPerson(name)) names.people.push(name);
    else if (names.people.length > 0 && /\d/.test(part)) break;
  }
  return names;
}

const merged = (all: Names[]): Names => ({ people: all.flatMap(({ people }) => people), desks: all.flatMap(({ desks }) => desks) });

const AUTHOR_CLASS = /(?:^|[\s_-])(?:byline|author|auteur|autor|authors|writer|contributor)(?:$|[\s_-]|name|link)|byline__|author__|authorName|bylineName/i;

/** Elements that say who wrote the story, the surest kind first, those of one kind in the order of the page. */
export function bylineElements(marked: PageElement[], isElsewhere: (element: PageElement) => boolean): PageElement[][] {
  const near = marked.filter((element) => !isElsewhere(element)).slice(0, 200);
  const has = (name: string, form: RegExp) => (element: PageElement): boolean => form.test(element.attributes.get(name) ?? '');
  const kinds = [has('rel', /\bauthor\b/), has('itemprop', /\bauthor\b/), has('class', AUTHOR_CLASS)];
  return kinds.map((fits) => near.filter(fits).slice(0, 12)).filter((elements) => elements.length > 0);
}

/** Names of the first group of elements that holds any. Doubles and elements within others add nothing. */
export function visibleNames(groups: PageElement[][], papers: ReadonlySet<string>): Names {
  let desks: string[] = [];
  for (const group of groups) {
    const words = group.map((element) => element.attributes.get('content') ?? spacedWords(element)).filter((text) => text !== '' && text.length <= MAX_WORDS);
    const found = merged(words.map((text) => namesIn(text, papers)));
    if (found.people.length > 0) return { ...found, people: [...new Set(found.people)] };
    desks = desks.length > 0 ? desks : found.desks;
  }
  return { people: [], desks };
}

/** Chooses the byline: people before desks, structured data before meta tags before what is seen, unless that names more people. */
export function chooseByline(linked: string[], meta: string[], seen: Names, line: string | null, papers: ReadonlySet<string>): PageByline | null {
  const structured = merged(linked.map((text) => namesIn(text, papers)));
  const tagged = merged(meta.map((text) => namesIn(text, papers)));
  const said = line === null ? { people: [], desks: [] } : namesIn(readByline(line) ?? line, papers);
  const sources: [Origin, Names][] = [['json-ld', structured], ['meta', tagged], ['label', seen], ['label', said]];
  const keysOf = (names: string[]): string[] => names.map(bare);
  const first = sources.find(([, { people }]) => people.length > 0);
  if (first !== undefined) {
    const [, { people }] = first;
    const more = sources.find(([from, names]) => from === 'label' && names.people.length > people.length && keysOf(people).every((name) => keysOf(names.people).includes(name)));
    const [from, names] = more ?? first;
    const text = joinNames(names.people);
    if (text !== null) return { text, from };
  }
  const desk = sources.find(([, { desks }]) => desks.length > 0);
  const text = desk === undefined ? null : joinNames(desk[1].desks.slice(0, 3));
  return desk === undefined || text === null ? null : { text, from: desk[0] };
}
