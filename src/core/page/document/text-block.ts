// A page as a reader meets it: blocks of words in order, each with the element that holds it. Measuring them says how much prose
// each element holds, which is what the story is found by.
import { foldSpace, isBlock, NO_TEXT_TAGS, type PageElement } from './element.js';

/** A run of words that nothing parts: a paragraph, a heading, an item, a row. What few of them are asked for is made when asked. */
export class PageBlock {
  /** `linked` and `stressed` are characters in links, and in bold or italics; a joint is where an element begins or ends. */
  constructor(readonly text: string, readonly holder: PageElement, readonly linked: number, readonly stressed: number, private readonly pieces: string[], private readonly joints: boolean[]) {}

  /** One of a text's own lines. */
  withText(text: string): PageBlock {
    return new PageBlock(text, this.holder, this.linked, this.stressed, [text], [false]);
  }

  /** The words with a space between neighbouring elements: "By Jane Doe" and "3 Nov" don't run together. */
  get spaced(): string {
    return this.text.length < MAX_SPACED ? foldSpace(this.joined().replaceAll(BREAK, ' ')) : this.text;
  }

  /** The lines, where a <br> parts them. */
  get lines(): string[] {
    return this.pieces.includes(BREAK) ? this.joined().split(BREAK).map(foldSpace).filter((line) => line !== '') : [this.spaced];
  }

  /** The words element by element, of blocks short enough to be looked at so. */
  get parts(): string[] {
    if (this.pieces.length > MAX_PARTS) return [];
    const parts: string[] = [];
    for (const [at, piece] of this.pieces.entries()) {
      if (this.joints[at] === true || parts.length === 0) parts.push(piece);
      else parts[parts.length - 1] += piece;
    }
    return parts.map((part) => foldSpace(part.replaceAll(BREAK, ' '))).filter((part) => part !== '');
  }

  private joined(): string {
    return this.pieces.map((piece, at) => (this.joints[at] === true ? ` ${piece}` : piece)).join('');
  }
}

const MAX_SPACED = 1500;
const MAX_PARTS = 60;
const MAX_BLOCKS = 100_000;
const MAX_ROW = 400;
/** What is in a line for machines or editors alone. */
const UNSEEN = /sr-only|visually-?hidden|screen-reader|editsection/i;
/** A paragraph's own elements, whatever a page names them, stand in its line. */
const LINES = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'time']);
const STRESSED = new Set(['b', 'strong', 'em', 'i']);
/** Stands for a <br> until a block is whole; no page's text holds it, for NULs are taken out before. */
const BREAK = '\u0000';
/** How many characters of a block count: one endless block is no better a story than a few long ones. */
const MAX_WEIGHT = 800;

/** True for a table's row of short cells, which reads as one line; cells that hold blocks are a layout. */
function isRow(element: PageElement): boolean {
  let cells = 0;
  let size = 0;
  for (const cell of element.children) {
    if (typeof cell === 'string') continue;
    if (cell.tag !== 'td' && cell.tag !== 'th') return false;
    cells += 1;
    for (const child of cell.children) {
      if (typeof child === 'string') size += child.length;
      else if (isBlock(child.tag) || child.tag === 'br' || child.children.length > 3) return false;
      else for (const inner of child.children) size += typeof inner === 'string' ? inner.length : MAX_ROW;
    }
    if (size > MAX_ROW) return false;
  }
  return cells > 1;
}

/** The page's blocks, in order; two <br> in a row end one as well. */
export function blocksOf(root: PageElement): PageBlock[] {
  const blocks: PageBlock[] = [];
  let pieces: string[] = [];
  let joints: boolean[] = [];
  let joint = false;
  let linked = 0;
  let stressed = 0;
  let breaks = 0;

  const end = (holder: PageElement): void => {
    breaks = 0;
    if (pieces.length === 0) return;
    const text = foldSpace(pieces.join('').replaceAll(BREAK, ' '));
    if (text !== '' && blocks.length < MAX_BLOCKS) blocks.push(new PageBlock(text, holder, linked, stressed, pieces, joints));
    pieces = [];
    joints = [];
    linked = stressed = 0;
  };
  const walk = (element: PageElement, holder: PageElement, inLink: boolean, inStress: boolean): void => {
    for (const child of element.children) {
      if (typeof child === 'string') {
        const size = child.trim().length;
        if (size > 0) {
          breaks = 0;
          if (inLink) linked += size;
          if (inStress) stressed += size;
        }
        pieces.push(child);
        joints.push(joint);
        joint = false;
      } else if (child.tag === 'br') {
        pieces.push(BREAK);
        joints.push(false);
        breaks += 1;
        if (breaks > 1) end(holder);
      } else if (NO_TEXT_TAGS.has(child.tag) || UNSEEN.test(child.attributes.get('class') ?? '')) continue;
      else if (child.tag === 'tr' && isRow(child)) {
        end(holder);
        for (const cell of child.children) {
          if (typeof cell === 'string') continue;
          walk(cell, child, inLink, inStress);
          pieces.push(' ');
          joints.push(false);
        }
        end(child);
      } else if (isBlock(child.tag) && !(LINES.has(holder.tag) && child.tag.includes('-'))) {
        end(holder);
        walk(child, child, inLink, inStress);
        end(child);
      } else {
        joint = true;
        walk(child, holder, inLink || child.tag === 'a', inStress || STRESSED.has(child.tag));
        joint = true;
      }
    }
  };
  walk(root, root, false, false);
  end(root);
  return blocks;
}

const SENTENCE = /[\p{L}\p{N}%)"'”’»][.!?…](?:["'”’»)\]]*(?:\s|$))|[。！？।؟۔]/u;
const DENSE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;

/** True for running text, in any language: sentences, or a long line, and few links. */
export function isProse({ text, linked }: PageBlock): boolean {
  const size = DENSE.test(text.slice(0, 60)) ? text.length * 2.5 : text.length;
  if (size < 25 || linked > text.length * 0.5) return false;
  return size >= 160 || (size >= 40 && SENTENCE.test(text)) || (size >= 80 && linked === 0);
}

/** What a block weighs as prose; items and cells half, for menus and tables are made of them. */
export function weightOf(block: PageBlock): number {
  if (!isProse(block)) return 0;
  const { tag } = block.holder;
  const size = Math.min(block.text.length, MAX_WEIGHT) - block.linked / 2;
  return tag === 'li' || tag === 'tr' || tag === 'dd' || tag.startsWith('h') ? size / 2 : size;
}

/** Adds a block's weight to all that it stands in. */
export function addWeight(holder: PageElement, weight: number, field: 'proseWeight' | 'storyWeight'): void {
  for (let over: PageElement | null = holder; over !== null; over = over.parent) over[field] += weight;
}
