// A preview of a post, rendered by the code of the public page.
import { formatTimestamp } from '../../core/instant.js';
import { completeDraft, draftFromInput } from '../../core/story/draft.js';
import type { DeskStory } from '../../core/story/desk-view.js';
import type { StoryInput } from '../../core/story/story.js';
import type { StoryView } from '../../core/story/story-view.js';
import { storyPage } from './story-page.js';

/** No story has this id. */
const UNUSED_ID = '00000000-0000-0000-0000-000000000000';

/** The live blog's page with this one post, as of `now`. */
export function previewPage(liveblog: DeskStory, input: StoryInput, now: Date): string {
  const content = completeDraft(draftFromInput({ ...input, pubStatus: 'usable', embargoedUntil: null }), null);
  const { id, publisher, cursor } = liveblog;
  const receivedAt = formatTimestamp(now);
  const post: StoryView = {
    ...content,
    id: UNUSED_ID,
    uri: null,
    url: null,
    kind: 'post',
    partOf: id,
    publisher,
    revision: 1,
    receivedAt,
    cursor,
    change: { class: 'first', silent: false, significance: 1 },
  };
  // Without scripts: there is no story to follow. No script of the page contains a `<`.
  return storyPage({ story: { ...liveblog, pubStatus: 'usable', posts: [post] }, revisions: [], now }).replaceAll(
    /<script\b[^>]*>[^<]*<\/script>/g,
    '',
  );
}
