// A story with one of its revisions: its row, and the view for readers.
import { formatTimestamp } from '../../core/instant.js';
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

/**
 * Adds embed data to a media item: what follows from its URL is computed each time, its host's metadata comes
 * from the database.
 */
function withEmbed(media: Media, known: KnownEmbeds): Media {
  if (media.type === 'image') return media;
  const derived = embedOf(media.url);
  const found = findEmbed(media, known);
  if (found === null) return { ...media, ...derived };
  const { provider, title, author, width, height } = found;
  const frame =
    derived?.frame == null || width === null || height === null ? derived?.frame : { ...derived.frame, width, height };
  const embed = {
    provider,
    ...derived,
    thumbnail: derived?.thumbnail ?? found.thumbnail,
    frame: frame ?? null,
    title,
    author,
  };
  return { ...media, ...embed };
}

/**
 * The story for readers. `cursor` is the log's head at the time of the query; `known` is the metadata of its
 * embeds.
 */
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
  receivedAt: formatTimestamp(row.received_at),
  cursor,
  ...(row.related === undefined ? {} : { related: row.related }),
});
