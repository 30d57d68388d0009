// A page as its reader sees it: blocks of text in order, each with its element. The weight of their prose,
// added up by element, is how the story is found.
import { isBlock, NO_TEXT_TAGS, type PageElement } from './element.js';
import { foldSpace } from '../../text/fold-space.js';

/** A paragraph, heading, list item or table row. Rarely used properties are computed on demand. */
export class PageBlock {
  /**
   * `linked`, `stressed`: characters in links, in bold or italics. `joints`: true where an element begins or
   * ends before a piece.
   */
  constructor(
    readonly text: string,
    readonly holder: PageElement,
    readonly linked: number,
    readonly stressed: number,
    private readonly pieces: string[],
    private readonly joints: boolean[],
  ) {}

  /** The same block with one of its lines only. */
  withText(text: string): PageBlock {
    return new PageBlock(text, this.holder, this.linked, this.stressed, [text], [false]);
  }

  /**
   * The text with a space between neighbouring elements, so that "By Jane Doe" and "3 Nov" don't run
   * together.
   */
  get spaced(): string {
    return this.text.length < MAX_SPACED ? foldSpace(this.joined().replaceAll(BREAK, ' ')) : this.text;
  }

  /** The lines between <br> elements. */
  get lines(): string[] {
    return this.pieces.includes(BREAK)
      ? this.joined()
          .split(BREAK)
          .map(foldSpace)
          .filter((line) => line !== '')
      : [this.spaced];
  }

  /** The text of each inline element; empty for a long block. */
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
/** Classes of text that isn't displayed. */
const INVISIBLE = /sr-only|visually-?hidden|screen-reader|editsection/i;
/** Custom elements inside these are inline. */
const LINES = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'time']);
const STRESSED = new Set(['b', 'strong', 'em', 'i']);
/** Marks a <br> within a block. No text contains it: NUL characters are removed before. */
const BREAK = '\u0000';
/** Characters of a block that count: one endless block is no better a story than a few long ones. */
const MAX_WEIGHT = 800;

/** True for a table row of short cells, which reads as one line. Cells with blocks are layout. */
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

/** The page's blocks, in order. Two <br> in a row end a block. */
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
    if (text !== '' && blocks.length < MAX_BLOCKS)
      blocks.push(new PageBlock(text, holder, linked, stressed, pieces, joints));
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
      } else if (NO_TEXT_TAGS.has(child.tag) || INVISIBLE.test(child.attributes.get('class') ?? '')) continue;
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
/** Scripts with more meaning per character. */
const DENSE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;

/** True for prose in any language: a sentence or a long line, with few links. */
export function isProse({ text, linked }: PageBlock): boolean {
  const size = DENSE.test(text.slice(0, 60)) ? text.length * 2.5 : text.length;
  if (size < 25 || linked > text.length * 0.5) return false;
  return size >= 160 || (size >= 40 && SENTENCE.test(text)) || (size >= 80 && linked === 0);
}

/**
 * The weight of a block as prose, in characters. List items and cells count half: menus and tables consist of
 * them.
 */
export function weightOf(block: PageBlock): number {
  if (!isProse(block)) return 0;
  const { tag } = block.holder;
  const size = Math.min(block.text.length, MAX_WEIGHT) - block.linked / 2;
  return tag === 'li' || tag === 'tr' || tag === 'dd' || tag.startsWith('h') ? size / 2 : size;
}

/** Adds a weight to an element and all its ancestors. */
export function addWeight(holder: PageElement, weight: number, field: 'proseWeight' | 'storyWeight'): void {
  for (let over: PageElement | null = holder; over !== null; over = over.parent) over[field] += weight;
}
