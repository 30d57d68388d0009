import type { DeskState, DeskStory } from '../../../core/story/desk-view.js';
import { contentFromFields, fieldsFromContent, type PostContent } from './post-content.js';

/** The revision of a post that an edit starts from, with its state for readers. */
export type BaseRevision = {
  id: string;
  revision: number;
  content: PostContent;
  state: DeskState;
  embargoedUntil: string | null;
  correction: string | null;
};

export const baseOfPost = ({ id, revision, state, embargoedUntil, correction, ...post }: DeskStory): BaseRevision => ({
  id,
  revision,
  state,
  embargoedUntil,
  correction,
  content: contentFromFields(fieldsFromContent(post)),
});
