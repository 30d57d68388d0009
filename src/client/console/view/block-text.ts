// Block-light: in the editor a post is one text. A blank line parts paragraphs, and a line `![alt](https://… "caption")` is a picture.
import type { Media } from '../../../core/story/story.js';

const PICTURE = /^[ \t]*!\[([^\]\n]{0,1000})\]\((https?:\/\/[^\s()]{1,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,500})?)(?:[ \t]+"([^"\n]{0,2000})")?[ \t]*\)[ \t]*$/gim;

/** A text's paragraphs, as the server would part them. */
export const splitParagraphs = (text: string): string[] =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '');

export const joinParagraphs = (body: readonly string[]): string => body.join('\n\n');

/** Takes the picture lines out of a text: what is left of it, and the pictures, whose credit is still to be given. */
export function extractPictures(text: string): { text: string; pictures: Media[] } {
  const pictures: Media[] = [];
  const left = text.replaceAll(PICTURE, (_line, alt: string, url: string, caption: string | undefined) => {
    pictures.push({ url, type: 'image', alt: alt.trim() || null, caption: caption?.trim() || null, credit: null });
    return '';
  });
  return { text: pictures.length === 0 ? text : left.replaceAll(/\n{3,}/g, '\n\n').trim(), pictures };
}
