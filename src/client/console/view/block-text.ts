// A post's text as one string, as the editor shows it: blank lines separate paragraphs, and a line `![alt](https://…
// "caption")` is a picture.
import type { Media } from '../../../core/story/story.js';
import { foldSpace } from '../../../core/text/fold-space.js';

/** An http(s) address, which may contain one pair of parentheses. */
const ADDRESS = String.raw`https?:\/\/[^\s()]{1,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,500})?`;
const ALT = String.raw`[^\]\n]{0,1000}`;
const CAPTION = String.raw`[^"\n]{0,2000}`;
const PICTURE_LINE = new RegExp(
  String.raw`^[ \t]*!\[(${ALT})\]\((${ADDRESS})(?:[ \t]+"(${CAPTION})")?[ \t]*\)[ \t]*$`,
  'gim',
);

/** The paragraphs of a text, split as the server splits them. */
export const splitParagraphs = (text: string): string[] =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => foldSpace(paragraph))
    .filter((paragraph) => paragraph !== '');

export const joinParagraphs = (body: readonly string[]): string => body.join('\n\n');

/** Splits a text into its picture lines and the rest. The pictures have no credit yet. */
export function extractPictures(text: string): { text: string; pictures: Media[] } {
  const pictures: Media[] = [];
  const rest = text.replaceAll(PICTURE_LINE, (_line, alt: string, url: string, caption: string | undefined) => {
    pictures.push({ url, type: 'image', alt: alt.trim() || null, caption: caption?.trim() || null, credit: null });
    return '';
  });
  return { text: pictures.length === 0 ? text : rest.replaceAll(/\n{3,}/g, '\n\n').trim(), pictures };
}
