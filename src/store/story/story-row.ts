// A story with one of its revisions, as a row and as readers get it.
import type { Change } from '../../core/story/change.js';
import type { HiddenAs } from '../../core/story/visibility.js';
import { embedOf } from '../../core/format/embed.js';
import type { Content, Kind, Media, PubStatus } from '../../core/story/story.js';
import type { RelatedStory, StoryView } from '../../core/story/story-view.js';
import { findEmbed, type KnownEmbeds } from './embeds.js';

export type StoryRow = {
  id: string;
  uri: string | null;
  url: string | null;
  kind: Kind;
  part_of: string | null;
  publisher: string;
  pub_status: PubStatus;
  shown: number | null;
  hidden_as: HiddenAs | null;
  revision: number;
  content: Content;
  change: Change;
  received_at: Date;
  updated_seq: number | null;
  merged_into?: string | null;
  private_to?: string[] | null;
  related?: RelatedStory[];
};

/** What is known of an embed by its address is told with it, and kept nowhere: it is the same each time. What its host said is put beside it. */
function withEmbed(media: Media, known: KnownEmbeds): Media {
  if (media.type === 'image') return media;
  const made = embedOf(media.url);
  const found = findEmbed(media, known);
  if (found === null) return { ...media, ...made };
  const { provider, title, author, width, height } = found;
  const frame = made?.frame == null || width === null || height === null ? made?.frame : { ...made.frame, width, height };
  const told = { provider, ...made, thumbnail: made?.thumbnail ?? found.thumbnail, frame: frame ?? null, title, author };
  return { ...media, ...told };
}

/** The row as a view of the story, read when the log's head was `cursor`; `known`, what is known of its embeds. */
export const viewOf = (row: StoryRow, cursor: string, known: KnownEmbeds): StoryView => ({
  ...row.content,
  media: row.content.media.map((media) => withEmbed(media, known)),
  id: row.id,
  uri: row.uri,
  url: row.url,
  kind: row.kind,
  partOf: row.part_of,
  publisher: row.publisher,
  revision: row.revision,
  change: row.change,
  receivedAt: row.received_at.toISOString(),
  cursor,
  ...(row.related === undefined ? {} : { related: row.related }),
});
