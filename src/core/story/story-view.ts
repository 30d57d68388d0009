// A story and its revisions as readers get them from the API and on pages.
import type { Change } from './change.js';
import type { Content, Kind } from './story.js';

/** `GET /v1/stories/<id>`: the latest visible revision's fields at the top level. */
export type StoryView = Content & {
  id: string;
  uri: string | null;
  url: string | null;
  kind: Kind;
  partOf: string | null;
  publisher: string;
  revision: number;
  change: Change;
  receivedAt: string;
  /**
   * The log's head when this was read: subscribe with it as `since`, and skip revisions already contained
   * here.
   */
  cursor: string;
  /** Stories of other publishers with the same text, most similar first. Not in lists. */
  related?: RelatedStory[];
  /**
   * A live blog's posts: pinned ones first, then by the time when readers could first see them, newest first.
   */
  posts?: PostView[];
};

/**
 * A live blog's post. `born` is when readers could first see it, in ms; `edited` is the last change of its
 * text.
 */
export type PostView = StoryView & { born?: number; edited?: LastEdit | null };

/** The last edit of the text: its time, and the revisions before and after. */
export type LastEdit = { at: string; from: number; to: number };

/** Another publisher's version of a story; `score` is their similarity, 0.5 to 1. */
export type RelatedStory = { id: string; publisher: string; headline: string; score: number };

/** One revision, with all its content: `GET /v1/stories/<id>/revisions/<n>`. */
export type RevisionView = Content & { story: string; revision: number; change: Change; receivedAt: string };

/** One entry of `GET /v1/stories/<id>/revisions`. */
export type RevisionSummary = Pick<
  RevisionView,
  'revision' | 'headline' | 'pubStatus' | 'versionCreated' | 'stamps' | 'receivedAt'
> & { change: Omit<Change, 'ops'> };
