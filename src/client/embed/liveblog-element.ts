// <dateline-liveblog src="https://host/stories/<id>">: a live blog with its posts, kept current.
import type { StoryView } from '../../core/story/story-view.js';
import type { Api } from '../connection/api.js';
import type { Client } from '../connection/client.js';
import { EmbedElement } from './embed-element.js';
import type { FeedItem } from './feed-item.js';

const PATH = /^(.*)\/stories\/([0-9a-f-]{36})\/?$/;
/** Changes of the text: what else happens to a post, as a pin, is no edit. */
const EDITS = new Set(['refile', 'update', 'correction', 'headline']);

export class LiveblogElement extends EmbedElement {
  /** When each post was last edited, where a later change that is no edit hides it. */
  private readonly edited = new Map<string, string>();

  protected serverAddress(src: string): string {
    const { origin, pathname } = new URL(src);
    const [, path] = PATH.exec(pathname) ?? [];
    if (path === undefined) throw new TypeError('src must be the address of a story: …/stories/<id>');
    return origin + path;
  }

  protected startFollowing(client: Client, { base }: Api): () => void {
    const id = PATH.exec(new URL(this.getAttribute('src') ?? '', location.href).pathname)?.[2] ?? '';
    const story = client.story(id, {
      onChange: (view) => (view === null ? this.showNothing() : this.showStory(view, base)),
      onState: (state) => this.showState(state),
      onError: () => this.showState('offline'),
    });
    return () => story.close();
  }

  private showStory({ id, headline, body, language, posts = [] }: StoryView, base: string): void {
    this.show({ title: headline, intro: body, language }, posts.filter(({ pubStatus }) => pubStatus === 'usable').map((post) => this.itemOf(post, `${base}/stories/${id}#post-${post.id}`)));
  }

  private itemOf(post: StoryView, link: string): FeedItem {
    const { id, revision, headline, firstCreated, byline, body, media, correction, language, pinned, keyEvent, embargoedUntil, change, receivedAt } = post;
    if (revision > 1 && EDITS.has(change.class)) this.edited.set(id, receivedAt);
    return { id, revision, headline, firstCreated, byline, body, media, correction, language, pinned, keyEvent, embargoedUntil, link, edited: this.edited.get(id) ?? null };
  }
}
