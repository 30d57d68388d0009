// <dateline-feed src="https://host" channel="topic/x">: the headlines of a channel, kept current.
import type { Update } from '../../core/log/update.js';
import type { Api } from '../connection/api.js';
import type { Client } from '../connection/client.js';
import { EmbedElement } from './embed-element.js';
import { httpLink, type FeedItem } from './feed-item.js';
import { comparePosts } from '../view/post-order.js';

const LIMIT = 20;
const MOST = 100;
const EDITS = new Set(['refile', 'update', 'correction', 'headline']);

export class FeedElement extends EmbedElement {
  protected serverAddress(src: string): string {
    return src;
  }

  protected startFollowing(client: Client, api: Api): () => void {
    const { base } = api;
    const channel = this.getAttribute('channel') ?? 'all';
    const limit = Math.min(MOST, Math.max(1, Number(this.getAttribute('limit') ?? LIMIT) || LIMIT));
    const items = new Map<string, FeedItem>();
    const stopper = new AbortController();
    let subscription: { unsubscribe(): void } | null = null;

    const paint = (): void => {
      for (const { id } of [...items.values()].toSorted(comparePosts).slice(limit)) items.delete(id);
      this.show(null, [...items.values()]);
    };
    const load = async (): Promise<string | null> => {
      // The head first: what comes after it is replayed, and what is in both is dropped by its revision.
      const head = await api.head(stopper.signal);
      const { body } = await api.stories(channel, limit, stopper.signal);
      if (body === null) {
        this.showState('offline');
        return head;
      }
      items.clear();
      for (const { id, revision, headline, firstCreated, embargoedUntil, language, url, change, receivedAt } of body.stories) {
        items.set(id, { id, revision, headline, firstCreated, embargoedUntil, language, link: httpLink(url) ?? `${base}/stories/${id}`, edited: revision > 1 && EDITS.has(change.class) ? receivedAt : null });
      }
      paint();
      return head;
    };
    const take = ({ story, change, at }: Update): void => {
      if ((items.get(story.id)?.revision ?? 0) >= story.revision && story.headline !== null) return;
      const isOurs = story.headline !== null && story.pubStatus === 'usable' && (!channel.startsWith('topic/') || story.topics.includes(channel.slice('topic/'.length)));
      const own = items.get(story.id);
      if (!isOurs) items.delete(story.id);
      else if (channel !== 'all' || story.kind !== 'post') {
        const edited = own === undefined ? null : EDITS.has(change.class) ? at : own.edited;
        items.set(story.id, { ...own, id: story.id, revision: story.revision, headline: story.headline ?? '', firstCreated: story.firstCreated, link: httpLink(story.url) ?? `${base}/stories/${story.id}`, edited });
      }
      paint();
    };
    const unlessStopped = (error: unknown): void => {
      if (!stopper.signal.aborted) throw error;
    };
    load().then((since) => {
      if (stopper.signal.aborted) return;
      subscription = client.subscribe(channel, { since, onUpdate: take, onReset: () => void load().catch(unlessStopped), onState: (state) => this.showState(state), onError: () => this.showState('offline') });
    }, unlessStopped);
    return () => {
      stopper.abort();
      subscription?.unsubscribe();
    };
  }
}
