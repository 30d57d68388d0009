// The byline of a page: people's names from structured data, meta tags and visible bylines. These also
// contain papers, desks, roles, addresses and dates. People rank before desks; the paper's own name is no
// author.
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
import { foldSpace } from '../../text/fold-space.js';

export type PageByline = { text: string; from: Origin };
/** People, desks and agencies, and nicknames: one word or lower case, a name only in a field for authors. */
type Names = { people: string[]; desks: string[]; nicknames: string[] };

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
/** Spanish "by": "de Marco Ferri". A capitalised "De" is part of a name. */
const LOWER_CASE_DE = /^de\s(?=\p{Lu})/u;
/** "Doe, Jane" */
const LAST_NAME_FIRST = /^(\p{Lu}[\p{L}'’-]+),\s(\p{Lu}[\p{L}'’.-]+)$/u;
/** A reporter's title after the name: "기자", "記者". */
const CJK_ROLE_AFTER = new RegExp(
  `(?<=^[\\p{Script=Hangul}\\p{Script=Han}\\p{Script=Katakana}]{2,6})(?:\\s\\S{0,3})?\\s?${anyOf(CJK_ROLES)}(?![\\p{Script=Hangul}\\p{Script=Han}]).*$`,
  'u',
);
const CJK_PAPER = new RegExp(`${anyOf(CJK_PAPER_ENDINGS)}$`, 'u');
const NOBODY = new RegExp(`^(?:${anyOf(NEWSROOMS)}\\b.{0,40}|${PLACEHOLDER_AUTHORS.join('|')})$`, 'iu');

const PARTICLE = new RegExp(`^${anyOf(NAME_PARTICLES)}$`, 'u');
const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const NICKNAME = /^[\p{L}][\p{L}\p{N}_.]{1,29}$|^\p{Ll}{2,20}(?: \p{Ll}{2,20}){1,2}$/u;
const isNickname = (text: string): boolean =>
  NICKNAME.test(text) &&
  !/\b(?:the|of|for|in|on|at|is|news|times|post|and|from|comments?|share|print|https?)\b|\.\w{2,4}$/iu.test(text);
const isPerson = (text: string): boolean =>
  !CJK_PAPER.test(text) &&
  (isPersonName(text) ||
    (text.length <= 40 &&
      /^\p{Lu}[\p{L}'’.-]+(?:\s+[\p{L}'’.-]+){1,4}$/u.test(text) &&
      text
        .split(/\s+/)
        .slice(1)
        .every((word) => !/^\p{Ll}/u.test(word) || PARTICLE.test(word)) &&
      !/\b(?:the|of|for|in|on|at|is|news|times|post)\b/i.test(text)) ||
    /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Katakana}]{2,5}$|^[\p{Lo}\p{M}.]{2,20}(?:\s[\p{Lo}\p{M}.]{2,20}){1,3}$/u.test(
      text,
    ));

const BY_ALONE = new RegExp(`^${anyOf(BY_ALONE_WORDS)}\\s*[:：]?$`, 'iu');
const CONJUNCTION = /^(?:,|&|and|und|et|y|e|og|och)$/iu;

/**
 * The byline of a block: "By" in one element and names in the next ones, or a whole line. Null where there is
 * none.
 */
export function bylineOf({ parts, lines }: PageBlock): string | null {
  const at = parts.findIndex((part) => BY_ALONE.test(part));
  if (at >= 0) {
    const names = parts.slice(at + 1);
    const end = names.findIndex(
      (name, index) => index > 0 && !CONJUNCTION.test(name) && !CONJUNCTION.test(names[index - 1] ?? ''),
    );
    return names.slice(0, end < 0 ? names.length : end).join(' ') || null;
  }
  return (
    [...(lines.length > 1 ? lines : []), ...parts, ...lines].find(
      (line) => line.length <= 160 && BYLINE_LEAD_IN.test(line) && !/[.!?]$/.test(line),
    ) ?? null
  );
}

/** A name without the paper's name after it: "Jane Doe THE PAPER". */
function withoutPaper(name: string, papers: ReadonlySet<string>): string {
  const words = name.trim().split(' ');
  for (let count = 1; count < words.length - 1 && count <= 5; count += 1)
    if (papers.has(bare(words.slice(-count).join(' ')))) return words.slice(0, -count).join(' ');
  return name;
}

/** The names in one byline; `papers` are the site's own names. */
export function namesIn(words: string, papers: ReadonlySet<string>): Names {
  const names: Names = { people: [], desks: [], nicknames: [] };
  const clean = foldSpace(words.slice(0, MAX_WORDS).replace(NOT_NAMES, ' '));
  for (const part of clean
    .replace(BYLINE_LEAD_IN, '')
    .replace(LOWER_CASE_DE, '')
    .replace(LAST_NAME_FIRST, '$2 $1')
    .split(SEPARATOR)) {
    const name = withoutPaper(part.replace(BYLINE_LEAD_IN, ''), papers)
      .replace(OTHER_TEXT_AFTER, '')
      .replace(MONTH_AFTER, '')
      .replace(FOR_PAPER, '')
      .replace(PLACE_AFTER, '')
      .replace(ROLE_AFTER, '')
      .replace(CJK_ROLE_AFTER, '')
      .replace(/\s*\d.*$/, '')
      .replace(/^[\s.:*]+|[\s:*,–—-]+$/g, '')
      .trim();
    if (name === '' || NOBODY.test(name)) continue;
    // A role alone, such as "Special Correspondent", counts as a desk.
    if (!name.includes(' ') && isDeskOrAgency(part.replace(BYLINE_LEAD_IN, '').trim()) && part.trim().includes(' ')) {
      names.desks.push(part.replace(BYLINE_LEAD_IN, '').trim());
      continue;
    }
    // No names follow a date.
    if (isDeskOrAgency(name) && !papers.has(bare(name))) names.desks.push(name);
    else if (!papers.has(bare(name)) && isPerson(name)) names.people.push(name);
    else if (names.people.length > 0 && /\d/.test(part)) break;
    else if (!papers.has(bare(name)) && isNickname(name)) names.nicknames.push(name);
  }
  return names;
}

const merged = (all: Names[]): Names => ({
  people: all.flatMap(({ people }) => people),
  desks: all.flatMap(({ desks }) => desks),
  nicknames: all.flatMap(({ nicknames }) => nicknames),
});

const AUTHOR_CLASS =
  /(?:^|[\s_-])(?:byline|author|auteur|autore?|authors|writer|contributor|reporter|redacteur|redakteur|journalist|journaliste|periodista)(?:$|[\s_-]|name|link)|byline__|author__|authorName|bylineName/i;

/** Classes of a picture's author. */
const OF_PICTURE = /(?:img|image|photo|foto|picture|media|caption|quote)[\w-]{0,12}(?:author|autor|credit)/i;

/** Elements with the story's author: groups from the most to the least reliable, each in page order. */
export function bylineElements(marked: PageElement[], isElsewhere: (element: PageElement) => boolean): PageElement[][] {
  const near = marked
    .filter((element) => !isElsewhere(element) && !OF_PICTURE.test(element.attributes.get('class') ?? ''))
    .slice(0, 200);
  const has =
    (name: string, form: RegExp) =>
    (element: PageElement): boolean =>
      form.test(element.attributes.get(name) ?? '');
  const kinds = [has('rel', /\bauthor\b/), has('itemprop', /\bauthor\b/), has('class', AUTHOR_CLASS)];
  return kinds.map((fits) => near.filter(fits).slice(0, 12)).filter((elements) => elements.length > 0);
}

/** Names of the first group of elements that has any, without duplicates. */
export function visibleNames(groups: PageElement[][], papers: ReadonlySet<string>): Names {
  let desks: string[] = [];
  let nicknames: string[] = [];
  for (const group of groups) {
    const words = group
      .map((element) => element.attributes.get('content') ?? spacedTextContent(element))
      .filter((text) => text !== '' && text.length <= MAX_WORDS);
    const found = merged(words.map((text) => namesIn(text, papers)));
    if (found.people.length > 0) return { ...found, people: [...new Set(found.people)] };
    desks = desks.length > 0 ? desks : found.desks;
    nicknames = nicknames.length > 0 ? nicknames : found.nicknames;
  }
  return { people: [], desks, nicknames: nicknames.slice(0, 1) };
}

/**
 * Chooses the byline: people before desks; structured data, then meta tags, then visible names, unless these
 * add people.
 */
export function chooseByline(
  linked: string[],
  meta: string[][],
  seen: Names,
  line: string | null,
  papers: ReadonlySet<string>,
): PageByline | null {
  const structured = merged(linked.map((text) => namesIn(text, papers)));
  const tags = meta.map((texts) => merged(texts.map((text) => namesIn(text, papers))));
  const tagged = tags.find(({ people }) => people.length > 0) ?? merged(tags);
  const said = line === null ? { people: [], desks: [], nicknames: [] } : namesIn(readByline(line) ?? line, papers);
  const sources: [Origin, Names][] = [
    ['json-ld', structured],
    ['meta', tagged],
    ['label', seen],
    ['label', said],
  ];
  const keysOf = (names: string[]): string[] => names.map(bare);
  const first = sources.find(([, { people }]) => people.length > 0);
  if (first !== undefined) {
    const [, { people }] = first;
    const more = sources.find(
      ([from, names]) =>
        from === 'label' &&
        names.people.length > people.length &&
        keysOf(people).every((name) => keysOf(names.people).includes(name)),
    );
    const [from, names] = more ?? first;
    const text = joinNames(names.people);
    if (text !== null) return { text, from };
  }
  const desk = sources.find(([, { desks }]) => desks.length > 0);
  const text = desk === undefined ? null : joinNames(desk[1].desks.slice(0, 3));
  if (desk !== undefined && text !== null) return { text, from: desk[0] };
  const nick = sources.slice(0, 3).find(([, { nicknames }]) => nicknames.length > 0);
  return nick === undefined ? null : { text: nick[1].nicknames[0] ?? '', from: nick[0] };
}
