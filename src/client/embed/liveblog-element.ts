// <dateline-liveblog src="https://host/stories/<id>">: a live blog with its posts, kept up to date.
import type { StoryView } from '../../core/story/story-view.js';
import type { Api } from '../connection/api.js';
import type { Client } from '../connection/client.js';
import { EmbedElement } from './embed-element.js';
import { isTextEdit, type FeedItem } from './feed-item.js';

const STORY_PATH = /^(.*)\/stories\/([0-9a-f-]{36})\/?$/;

export class LiveblogElement extends EmbedElement {
  /** Post id → the time of its last text edit, which a later change of another class would hide. */
  private readonly edited = new Map<string, string>();

  protected serverAddress(src: string): string {
    const { origin, pathname } = new URL(src);
    const [, path] = STORY_PATH.exec(pathname) ?? [];
    if (path === undefined) throw new TypeError('src must be the address of a story: …/stories/<id>');
    return origin + path;
  }

  protected startFollowing(client: Client, { base }: Api): () => void {
    const { pathname } = new URL(this.getAttribute('src') ?? '', location.href);
    const story = client.story(STORY_PATH.exec(pathname)?.[2] ?? '', {
      onChange: (view) => (view === null ? this.showNothing() : this.showStory(view, base)),
      onState: (state) => this.showState(state),
      onError: () => this.showState('offline'),
    });
    return () => story.close();
  }

  private showStory({ id, headline, body, language, posts = [] }: StoryView, base: string): void {
    const items = posts
      .filter(({ pubStatus }) => pubStatus === 'usable')
      .map((post) => this.itemOf(post, `${base}/stories/${id}#post-${post.id}`));
    this.show({ title: headline, intro: body, language }, items);
  }

  private itemOf(post: StoryView, link: string): FeedItem {
    const { id, revision, headline, firstCreated, byline, body, media, correction, language } = post;
    const { pinned, keyEvent, embargoedUntil, change, receivedAt } = post;
    if (revision > 1 && isTextEdit(change)) this.edited.set(id, receivedAt);
    const text = { headline, byline, body, media, correction, language };
    const edited = this.edited.get(id) ?? null;
    return { id, revision, firstCreated, ...text, pinned, keyEvent, embargoedUntil, link, edited };
  }
}
