// A post's content as the form has it and as the server takes it.
import { jsonEqual } from '../../../core/text/json-equal.js';
import type { Content, Media } from '../../../core/story/story.js';
import { splitParagraphs, joinParagraphs } from '../view/block-text.js';
import { foldSpace } from '../../../core/text/fold-space.js';

/** The content as the form has it: the body is one text. */
export type PostFields = {
  headline: string;
  byline: string;
  text: string;
  media: Media[];
  keyEvent: boolean;
  pinned: boolean;
};

export type PostContent = Pick<Content, 'headline' | 'byline' | 'body' | 'media' | 'keyEvent' | 'pinned'>;

export const fieldsFromContent = ({ headline, byline, body, media, keyEvent, pinned }: PostContent): PostFields => ({
  headline,
  byline: byline ?? '',
  text: joinParagraphs(body),
  media,
  keyEvent,
  pinned,
});

export const contentFromFields = ({ headline, byline, text, media, keyEvent, pinned }: PostFields): PostContent => ({
  headline: foldSpace(headline),
  byline: foldSpace(byline) || null,
  body: splitParagraphs(text),
  media: media.map((item) => ({
    ...item,
    caption: foldSpace(item.caption ?? '') || null,
    credit: foldSpace(item.credit ?? '') || null,
    alt: foldSpace(item.alt ?? '') || null,
  })),
  keyEvent,
  pinned,
});

/** The fields that differ from `base`. Only these are sent, so that changes of others to other fields stay. */
export function changedFields(base: PostContent, next: PostContent): Partial<PostContent> {
  const names = ['headline', 'byline', 'body', 'media', 'keyEvent', 'pinned'] as const;
  return Object.fromEntries(
    names.flatMap((name) => (jsonEqual(base[name], next[name]) ? [] : [[name, next[name]]])),
  ) as Partial<PostContent>;
}

/** True if readers see the same text and media; pins and key events may differ. */
export const sameText = (a: PostContent, b: PostContent): boolean =>
  (['headline', 'byline', 'body', 'media'] as const).every((name) => jsonEqual(a[name], b[name]));

/** What is missing for publication, as messages; empty if nothing is. */
export function missingParts({ headline, body, media }: PostContent): string[] {
  const missing: string[] = [];
  if (headline === '') missing.push('The headline is missing.');
  if (body.length === 0 && media.length === 0) missing.push('The text is missing.');
  for (const [i, { alt, caption, credit }] of media.entries()) {
    const missingFields = [
      alt === null && 'a description',
      caption === null && 'a caption',
      credit === null && 'a credit',
    ].filter((word) => word !== false);
    if (missingFields.length > 0) missing.push(`Picture ${i + 1} lacks ${missingFields.join(' and ')}.`);
  }
  return missing;
}

export const isBlank = ({ headline, text, media }: PostFields): boolean =>
  headline.trim() === '' && text.trim() === '' && media.length === 0;
