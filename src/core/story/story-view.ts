// A story and its revisions as readers get them, on the API and on pages.
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
  /** The log's head when this was read: subscribe with it as `since`, and skip revisions that are here already. */
  cursor: string;
  /** Stories of other publishers that tell the same text, most alike first; on the story alone, not in lists. */
  related?: RelatedStory[];
  /** A live blog's posts: pinned ones first, then newest first by when readers could first see them, which no edit changes. */
  posts?: PostView[];
};

/** A live blog's post. `born` is when readers could first see it, in ms; `edited`, the last change of its text, null where there is none. */
export type PostView = StoryView & { born?: number; edited?: LastEdit | null };

/** An edit of the text: when, and between which revisions. */
export type LastEdit = { at: string; from: number; to: number };

/** Another publisher's version of a story; `score` says how alike they are, 0.5 to 1. */
export type RelatedStory = { id: string; publisher: string; headline: string; score: number };

/** One revision, whole: `GET /v1/stories/<id>/revisions/<n>`. */
export type RevisionView = Content & { story: string; revision: number; change: Change; receivedAt: string };

/** One line of `GET /v1/stories/<id>/revisions`. */
export type RevisionSummary = Pick<RevisionView, 'revision' | 'headline' | 'pubStatus' | 'versionCreated' | 'stamps' | 'receivedAt'> & { change: Omit<Change, 'ops'> };
