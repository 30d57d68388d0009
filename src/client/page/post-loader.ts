// Gets single posts anew, as their live blog's page has them now: some at a time, tried again with growing pauses.
import { pause, backoffMs } from '../timing/backoff.js';

/** A post as the server has it; null where readers may not see it. `line` is its place in the timeline, null where it is no key event. */
export type LoadedPost = { post: HTMLElement; timelineEntry: Element | null };

const AT_ONCE = 4;
/** More than so many at once come cheaper with their page. */
const MANY = 12;
const TIMEOUT_MS = 15_000;

export class PostLoader {
  /** What is asked for: each post at this revision or a later one. */
  private readonly wanted = new Map<string, number>();
  private readonly asking = new Set<string>();

  /** `take` is told what a post is now; `tooMany`, that the whole page is to be got instead. */
  constructor(
    private readonly blog: string,
    private readonly on: { take: (id: string, fresh: LoadedPost | null) => void; tooMany: () => void },
  ) {}

  load(id: string, revision: number): void {
    this.wanted.set(id, revision);
    if (this.wanted.size > MANY) {
      this.cancelAll();
      this.on.tooMany();
    } else this.ask();
  }

  /** Whatever comes of this post is not to be shown. */
  cancel(id: string): void {
    this.wanted.delete(id);
  }

  cancelAll(): void {
    this.wanted.clear();
  }

  private ask(): void {
    for (const id of this.wanted.keys()) {
      if (this.asking.size >= AT_ONCE) return;
      if (!this.asking.has(id)) void this.follow(id);
    }
  }

  /** Asks for one post until it is what is wanted, or nothing of it is wanted any more. */
  private async follow(id: string): Promise<void> {
    this.asking.add(id);
    for (let failures = 0; this.wanted.has(id); failures += 1) {
      const fresh = await this.get(id).catch(() => undefined);
      const revision = this.wanted.get(id);
      if (revision === undefined) break;
      if (fresh !== undefined && (fresh === null || Number(fresh.post.dataset['revision']) >= revision)) {
        this.wanted.delete(id);
        this.on.take(id, fresh);
      } else await pause(backoffMs(failures, { first: 250 }), new AbortController().signal);
    }
    this.asking.delete(id);
    this.ask();
  }

  /** Undefined where the server could not say. */
  private async get(id: string): Promise<LoadedPost | null | undefined> {
    const response = await fetch(`/stories/${this.blog}/posts/${id}`, { cache: 'no-cache', headers: { accept: 'text/html' }, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.status === 404 || response.status === 410) return null;
    if (!response.ok) return undefined;
    const doc = new DOMParser().parseFromString(await response.text(), 'text/html');
    const post = doc.querySelector<HTMLElement>('.post');
    return post === null ? undefined : { post, timelineEntry: doc.querySelector('li[data-born]') };
  }
}
