// What an editor fills in for a post, and what of it goes to the server.
import { jsonEqual } from '../../../core/text/json-equal.js';
import type { Content, Media } from '../../../core/story/story.js';
import { splitParagraphs, joinParagraphs } from '../view/block-text.js';

/** As it stands in the editor; the body as one text. */
export type PostFields = {
  headline: string;
  byline: string;
  text: string;
  media: Media[];
  keyEvent: boolean;
  pinned: boolean;
};

export const EMPTY: PostFields = { headline: '', byline: '', text: '', media: [], keyEvent: false, pinned: false };

export type PostContent = Pick<Content, 'headline' | 'byline' | 'body' | 'media' | 'keyEvent' | 'pinned'>;

export const fieldsFromContent = ({ headline, byline, body, media, keyEvent, pinned }: PostContent): PostFields => ({
  headline,
  byline: byline ?? '',
  text: joinParagraphs(body),
  media,
  keyEvent,
  pinned,
});

const folded = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

export const contentFromFields = ({ headline, byline, text, media, keyEvent, pinned }: PostFields): PostContent => ({
  headline: folded(headline),
  byline: folded(byline) || null,
  body: splitParagraphs(text),
  media: media.map((item) => ({
    ...item,
    caption: folded(item.caption ?? '') || null,
    credit: folded(item.credit ?? '') || null,
    alt: folded(item.alt ?? '') || null,
  })),
  keyEvent,
  pinned,
});

/** The fields that differ from the base, which alone are sent: what somebody else changes beside them stays. */
export function changedFields(base: PostContent, next: PostContent): Partial<PostContent> {
  const names = ['headline', 'byline', 'body', 'media', 'keyEvent', 'pinned'] as const;
  return Object.fromEntries(
    names.flatMap((name) => (jsonEqual(base[name], next[name]) ? [] : [[name, next[name]]])),
  ) as Partial<PostContent>;
}

/** True where readers would read the same, whatever was pinned or marked beside it. */
export const sameText = (a: PostContent, b: PostContent): boolean =>
  (['headline', 'byline', 'body', 'media'] as const).every((name) => jsonEqual(a[name], b[name]));

/** What is missing before readers may see it, in words; empty where nothing is. */
export function missingParts({ headline, body, media }: PostContent): string[] {
  const missing: string[] = [];
  if (headline === '') missing.push('The headline is missing.');
  if (body.length === 0 && media.length === 0) missing.push('The text is missing.');
  for (const [i, { alt, caption, credit }] of media.entries()) {
    const lacks = [
      alt === null && 'a description',
      caption === null && 'a caption',
      credit === null && 'a credit',
    ].filter((word) => word !== false);
    if (lacks.length > 0) missing.push(`Picture ${i + 1} lacks ${lacks.join(' and ')}.`);
  }
  return missing;
}

export const isBlank = ({ headline, text, media }: PostFields): boolean =>
  headline.trim() === '' && text.trim() === '' && media.length === 0;
