// <dateline-feed src="https://host" channel="topic/x">: the headlines of a channel, kept up to date.
import type { Update } from '../../core/log/update.js';
import type { Api } from '../connection/api.js';
import type { Client } from '../connection/client.js';
import { comparePosts } from '../view/post-order.js';
import { EmbedElement } from './embed-element.js';
import { httpLink, isTextEdit, type FeedItem } from './feed-item.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

const limitOf = (attribute: string | null): number =>
  Math.min(MAX_LIMIT, Math.max(1, Number(attribute ?? DEFAULT_LIMIT) || DEFAULT_LIMIT));

/** True if a story with these topics is in the channel. Only `topic/…` channels lose stories by an edit. */
const isInChannel = (channel: string, topics: readonly string[]): boolean =>
  !channel.startsWith('topic/') || topics.includes(channel.slice('topic/'.length));

export class FeedElement extends EmbedElement {
  protected serverAddress(src: string): string {
    return src;
  }

  protected startFollowing(client: Client, api: Api): () => void {
    const channel = this.getAttribute('channel') ?? 'all';
    const limit = limitOf(this.getAttribute('limit'));
    const items = new Map<string, FeedItem>();
    const closer = new AbortController();
    let subscription: { unsubscribe(): void } | null = null;
    const linkOf = ({ id, url }: { id: string; url: string | null }): string =>
      httpLink(url) ?? `${api.base}/stories/${id}`;

    const render = (): void => {
      for (const { id } of [...items.values()].toSorted(comparePosts).slice(limit)) items.delete(id);
      this.show(null, [...items.values()]);
    };

    const load = async (): Promise<string | null> => {
      // Read the head first: updates after it are replayed, and known revisions are ignored.
      const head = await api.head(closer.signal);
      const { body } = await api.stories(channel, limit, closer.signal);
      if (body === null) {
        this.showState('offline');
        return head;
      }
      items.clear();
      for (const story of body.stories) {
        const { id, revision, headline, firstCreated, embargoedUntil, language, change, receivedAt } = story;
        const edited = revision > 1 && isTextEdit(change) ? receivedAt : null;
        items.set(id, { id, revision, headline, firstCreated, embargoedUntil, language, link: linkOf(story), edited });
      }
      render();
      return head;
    };

    const take = ({ story, change, at }: Update): void => {
      const { id, revision, firstCreated } = story;
      const known = items.get(id);
      if ((known?.revision ?? 0) >= revision && story.headline !== null) return;
      const isVisible = story.headline !== null && story.pubStatus === 'usable';
      if (!isVisible || !isInChannel(channel, story.topics)) items.delete(id);
      else if (channel !== 'all' || story.kind !== 'post') {
        const edited = known === undefined ? null : isTextEdit(change) ? at : known.edited;
        items.set(id, {
          ...known,
          id,
          revision,
          headline: story.headline ?? '',
          firstCreated,
          link: linkOf(story),
          edited,
        });
      }
      render();
    };

    const ignoreAbort = (error: unknown): void => {
      if (!closer.signal.aborted) throw error;
    };
    load().then((since) => {
      if (closer.signal.aborted) return;
      subscription = client.subscribe(channel, {
        since,
        onUpdate: take,
        onReset: () => void load().catch(ignoreAbort),
        onState: (state) => this.showState(state),
        onError: () => this.showState('offline'),
      });
    }, ignoreAbort);
    return () => {
      closer.abort();
      subscription?.unsubscribe();
    };
  }
}
