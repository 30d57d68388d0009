// Who wrote a page's story: people's names out of what structured data, meta tags and bylines say, which is often a paper, a desk,
// a role, an address or a date as well. People go before desks; the paper's own name is nobody's.
import { anyOf } from '../../text/words/any-of.js';
import {
  AFTER_BYLINE,
  BY_ALONE_WORDS,
  BY_WORDS,
  BYLINE_LABELS,
  BYLINE_LEAD_INS,
  BYLINE_NOUNS,
  CJK_PAPER_ENDINGS,
  CJK_ROLES,
  NAME_PARTICLES,
  NEWSROOMS,
  PLACEHOLDER_AUTHORS,
  RANKS,
  ROLES,
} from '../words/byline.js';
import { isDeskOrAgency, isPersonName, readByline } from '../../text/byline.js';
import { joinNames } from '../document/linked-data.js';
import type { PageBlock } from '../document/text-block.js';
import { spacedTextContent, type PageElement } from '../document/element.js';
import type { Origin } from '../../story/story.js';

export type PageByline = { text: string; from: Origin };
/** People by name, desks and agencies, and names of one word or in small letters, which only a place for authors makes names. */
type Names = { people: string[]; desks: string[]; nicks: string[] };

const MAX_WORDS = 300;
const BYLINE_LEAD_IN = new RegExp(
  [
    `^(?:(?:${anyOf(BYLINE_NOUNS)}\\s+${anyOf(BY_WORDS)}|${BYLINE_LEAD_INS.join('|')})\\s*[:：]?\\s+`,
    `${anyOf(BYLINE_LABELS)}\\s*[:：/／・]\\s*`,
    '(?:本报|本報|新华社)?(?:记者|記者)\\s*)',
  ].join('|'),
  'iu',
);
const SEPARATOR = /\s*(?:,|&|\||;|•|·|／|、|\n|\s\/\s|\s[-–—]\s|\s(?:and|und|et|y|og|och|ja|ve|with|mit|avec)\s)\s*/iu;
const NOT_NAMES = /[\w.+-]{1,60}@[\w.-]{1,60}|https?:\/\/\S+|www\.\S+|(?:^|\s)@\w+|\([^()]{0,60}\)|\[[^[\]]{0,60}\]/gu;
const ROLE_AFTER = new RegExp(`\\s+(?:${anyOf(RANKS)}\\s+){0,5}${anyOf(ROLES)}\\b.*$`, 'iu');
const OTHER_TEXT_AFTER = new RegExp(`\\s*\\b${anyOf(AFTER_BYLINE)}\\b.*$`, 'iu');
const FOR_PAPER = /(?<=\S\s\S+),?\s(?:[Ff]or|[Ss]pecial (?:to|for)|[Aa]nd [Aa]gencies)\s(?:the\s|The\s)?\p{Lu}.*$/u;
const MONTH_AFTER = /\s(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)\p{L}{0,6}\.?\s\d.*$/iu;
const PLACE_AFTER = /(?<=\S\s\S+)\s(?:in|en|à|aus)\s\p{Lu}[\p{L} .-]*$/u;
/** "de Marco Ferri", in small letters: with a capital it is a name's own. */
const LOWER_CASE_DE = /^de\s(?=\p{Lu})/u;
/** "Doe, Jane" */
const LAST_NAME_FIRST = /^(\p{Lu}[\p{L}'’-]+),\s(\p{Lu}[\p{L}'’.-]+)$/u;
/** "기자", "記者": what a reporter's name is followed by. */
const CJK_ROLE_AFTER = new RegExp(
  `(?<=^[\\p{Script=Hangul}\\p{Script=Han}\\p{Script=Katakana}]{2,6})(?:\\s\\S{0,3})?\\s?${anyOf(CJK_ROLES)}(?![\\p{Script=Hangul}\\p{Script=Han}]).*$`,
  'u',
);
const CJK_PAPER = new RegExp(`${anyOf(CJK_PAPER_ENDINGS)}$`, 'u');
const NOBODY = new RegExp(`^(?:${anyOf(NEWSROOMS)}\\b.{0,40}|${PLACEHOLDER_AUTHORS.join('|')})$`, 'iu');

const PARTICLE = new RegExp(`^${anyOf(NAME_PARTICLES)}$`, 'u');
const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
const NICKNAME = /^[\p{L}][\p{L}\p{N}_.]{1,29}$|^\p{Ll}{2,20}(?: \p{Ll}{2,20}){1,2}$/u;
const isNickname = (text: string): boolean => NICKNAME.test(text) && !/\b(?:the|of|for|in|on|at|is|news|times|post|and|from|comments?|share|print|https?)\b|\.\w{2,4}$/iu.test(text);
const isPerson = (text: string): boolean => !CJK_PAPER.test(text) && (isPersonName(text) || (text.length <= 40 && /^\p{Lu}[\p{L}'’.-]+(?:\s+[\p{L}'’.-]+){1,4}$/u.test(text) && text.split(/\s+/).slice(1).every((word) => !/^\p{Ll}/u.test(word) || PARTICLE.test(word)) && !/\b(?:the|of|for|in|on|at|is|news|times|post)\b/i.test(text)) || /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Katakana}]{2,5}$|^[\p{Lo}\p{M}.]{2,20}(?:\s[\p{Lo}\p{M}.]{2,20}){1,3}$/u.test(text));

const BY_ALONE = new RegExp(`^${anyOf(BY_ALONE_WORDS)}\\s*[:：]?$`, 'iu');
const CONJUNCTION = /^(?:,|&|and|und|et|y|e|og|och)$/iu;

/** The words of a block that say by whom: "By" in one element and names in the next ones, or in one line; null where none do. */
export function bylineOf({ parts, lines }: PageBlock): string | null {
  const at = parts.findIndex((part) => BY_ALONE.test(part));
  if (at >= 0) {
    const names = parts.slice(at + 1);
    const end = names.findIndex((name, index) => index > 0 && !CONJUNCTION.test(name) && !CONJUNCTION.test(names[index - 1] ?? ''));
    return names.slice(0, end < 0 ? names.length : end).join(' ') || null;
  }
  return [...(lines.length > 1 ? lines : []), ...parts, ...lines].find((line) => line.length <= 160 && BYLINE_LEAD_IN.test(line) && !/[.!?]$/.test(line)) ?? null;
}

/** A name without the paper's own behind it: "Jane Doe THE PAPER". */
function withoutPaper(name: string, papers: ReadonlySet<string>): string {
  const words = name.trim().split(' ');
  for (let count = 1; count < words.length - 1 && count <= 5; count += 1) if (papers.has(bare(words.slice(-count).join(' ')))) return words.slice(0, -count).join(' ');
  return name;
}

/** The names in what one source says; `papers` are the names that the site goes by. */
export function namesIn(words: string, papers: ReadonlySet<string>): Names {
  const names: Names = { people: [], desks: [], nicks: [] };
  const clean = words.slice(0, MAX_WORDS).replace(NOT_NAMES, ' ').replace(/\s+/g, ' ').trim();
  for (const part of clean.replace(BYLINE_LEAD_IN, '').replace(LOWER_CASE_DE, '').replace(LAST_NAME_FIRST, '$2 $1').split(SEPARATOR)) {
    const name = withoutPaper(part.replace(BYLINE_LEAD_IN, ''), papers).replace(OTHER_TEXT_AFTER, '').replace(MONTH_AFTER, '').replace(FOR_PAPER, '').replace(PLACE_AFTER, '').replace(ROLE_AFTER, '').replace(CJK_ROLE_AFTER, '').replace(/\s*\d.*$/, '').replace(/^[\s.:*]+|[\s:*,–—-]+$/g, '').trim();
    if (name === '' || NOBODY.test(name)) continue;
    // "Special Correspondent": a role alone is a desk's.
    if (!name.includes(' ') && isDeskOrAgency(part.replace(BYLINE_LEAD_IN, '').trim()) && part.trim().includes(' ')) {
      names.desks.push(part.replace(BYLINE_LEAD_IN, '').trim());
      continue;
    }
    // What follows a role or a date is no name any more.
    if (isDeskOrAgency(name) && !papers.has(bare(name))) names.desks.push(name);
    else if (!papers.has(bare(name)) && isPerson(name)) names.people.push(name);
    else if (names.people.length > 0 && /\d/.test(part)) break;
    else if (!papers.has(bare(name)) && isNickname(name)) names.nicks.push(name);
  }
  return names;
}

const merged = (all: Names[]): Names => ({ people: all.flatMap(({ people }) => people), desks: all.flatMap(({ desks }) => desks), nicks: all.flatMap(({ nicks }) => nicks) });

const AUTHOR_CLASS = /(?:^|[\s_-])(?:byline|author|auteur|autore?|authors|writer|contributor|reporter|redacteur|redakteur|journalist|journaliste|periodista)(?:$|[\s_-]|name|link)|byline__|author__|authorName|bylineName/i;

const OF_PICTURE = /(?:img|image|photo|foto|picture|media|caption|quote)[\w-]{0,12}(?:author|autor|credit)/i;

/** Elements that say who wrote the story, the surest kind first, those of one kind in the order of the page. */
export function bylineElements(marked: PageElement[], isElsewhere: (element: PageElement) => boolean): PageElement[][] {
  const near = marked.filter((element) => !isElsewhere(element) && !OF_PICTURE.test(element.attributes.get('class') ?? '')).slice(0, 200);
  const has = (name: string, form: RegExp) => (element: PageElement): boolean => form.test(element.attributes.get(name) ?? '');
  const kinds = [has('rel', /\bauthor\b/), has('itemprop', /\bauthor\b/), has('class', AUTHOR_CLASS)];
  return kinds.map((fits) => near.filter(fits).slice(0, 12)).filter((elements) => elements.length > 0);
}

/** Names of the first group of elements that holds any. Doubles and elements within others add nothing. */
export function visibleNames(groups: PageElement[][], papers: ReadonlySet<string>): Names {
  let desks: string[] = [];
  let nicks: string[] = [];
  for (const group of groups) {
    const words = group.map((element) => element.attributes.get('content') ?? spacedTextContent(element)).filter((text) => text !== '' && text.length <= MAX_WORDS);
    const found = merged(words.map((text) => namesIn(text, papers)));
    if (found.people.length > 0) return { ...found, people: [...new Set(found.people)] };
    desks = desks.length > 0 ? desks : found.desks;
    nicks = nicks.length > 0 ? nicks : found.nicks;
  }
  return { people: [], desks, nicks: nicks.slice(0, 1) };
}

/** Chooses the byline: people before desks, structured data before meta tags before what is seen, unless that names more people. */
export function chooseByline(linked: string[], meta: string[][], seen: Names, line: string | null, papers: ReadonlySet<string>): PageByline | null {
  const structured = merged(linked.map((text) => namesIn(text, papers)));
  const tags = meta.map((texts) => merged(texts.map((text) => namesIn(text, papers))));
  const tagged = tags.find(({ people }) => people.length > 0) ?? merged(tags);
  const said = line === null ? { people: [], desks: [], nicks: [] } : namesIn(readByline(line) ?? line, papers);
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
  if (desk !== undefined && text !== null) return { text, from: desk[0] };
  const nick = sources.slice(0, 3).find(([, { nicks }]) => nicks.length > 0);
  return nick === undefined ? null : { text: nick[1].nicks[0] ?? '', from: nick[0] };
}
