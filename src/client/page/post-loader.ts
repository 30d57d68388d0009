// Loads single posts as their live blog's page shows them: a few at a time, with retries.
import { backoffMs, pause } from '../timing/backoff.js';
import { timeoutSignal } from '../timing/timeout-signal.js';

/** `timelineEntry` is the post's entry in the timeline; null if it is no key event. */
export type LoadedPost = { post: HTMLElement; timelineEntry: Element | null };

const MAX_CONCURRENT = 4;
/** Beyond this, loading the whole page is cheaper. */
const MAX_WANTED = 12;
const TIMEOUT_MS = 15_000;
/** The server may answer with an older revision than the update's: retries start after this pause. */
const STALE_RETRY = { first: 250 };

export class PostLoader {
  /** Post id → the least revision that is wanted. */
  private readonly wanted = new Map<string, number>();
  private readonly loading = new Set<string>();

  constructor(
    private readonly blog: string,
    private readonly on: {
      /** Receives the post; null if readers may not see it. */
      loaded: (id: string, post: LoadedPost | null) => void;
      /** Load the whole page instead. */
      tooMany: () => void;
    },
  ) {}

  /** Loads the post at this revision or a later one. */
  load(id: string, revision: number): void {
    this.wanted.set(id, revision);
    if (this.wanted.size > MAX_WANTED) {
      this.cancelAll();
      this.on.tooMany();
    } else this.startNext();
  }

  /** Ignores the answer if this post is being loaded. */
  cancel(id: string): void {
    this.wanted.delete(id);
  }

  cancelAll(): void {
    this.wanted.clear();
  }

  private startNext(): void {
    for (const id of this.wanted.keys()) {
      if (this.loading.size >= MAX_CONCURRENT) return;
      if (!this.loading.has(id)) void this.loadWithRetry(id);
    }
  }

  private async loadWithRetry(id: string): Promise<void> {
    this.loading.add(id);
    for (let failures = 0; this.wanted.has(id); failures += 1) {
      const loaded = await this.fetchPost(id).catch(() => undefined);
      const revision = this.wanted.get(id);
      if (revision === undefined) break;
      if (loaded !== undefined && (loaded === null || Number(loaded.post.dataset['revision']) >= revision)) {
        this.wanted.delete(id);
        this.on.loaded(id, loaded);
      } else await pause(backoffMs(failures, STALE_RETRY));
    }
    this.loading.delete(id);
    this.startNext();
  }

  /** Null if readers may not see the post; undefined if the request failed. */
  private async fetchPost(id: string): Promise<LoadedPost | null | undefined> {
    const path = `/stories/${this.blog}/posts/${id}`;
    const headers = { accept: 'text/html' };
    const response = await fetch(path, { cache: 'no-cache', headers, signal: timeoutSignal(TIMEOUT_MS) });
    if (response.status === 404 || response.status === 410) return null;
    if (!response.ok) return undefined;
    const doc = new DOMParser().parseFromString(await response.text(), 'text/html');
    const post = doc.querySelector<HTMLElement>('.post');
    return post === null ? undefined : { post, timelineEntry: doc.querySelector('li[data-born]') };
  }
}
