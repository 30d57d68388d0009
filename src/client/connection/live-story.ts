// One story kept up to date: text by ops if they apply, a live blog's posts one by one, and everything again after a
// gap. Steps run in order, one at a time; only a kill takes effect at once, before the queued steps.
import { applyOps } from '../../core/revision/ops.js';
import type { StoryView } from '../../core/story/story-view.js';
import type { Update } from '../../core/log/update.js';
import { backoffMs, pause } from '../timing/backoff.js';
import type { Api, Problem } from './api.js';
import type { ChannelListener } from './channel-listeners.js';
import type { Connection } from './connection.js';
import type { ConnectionState } from './connection-state.js';
import { StoryReader, type StorySnapshot, type StoryStep } from './story-reader.js';
import { runCallback } from './subscription.js';

export type StoryOptions = {
  /**
   * Called with the story at first and after each change, with the update that changed it. Null: withdrawn or
   * withheld.
   */
  onChange: (story: StoryView | null, update: Update | null) => void;
  onState?: (state: ConnectionState) => void;
  onError?: (problem: Problem) => void;
};

/** All readers get an update at the same moment: their reloads are spread over this time. */
export const RELOAD_WITHIN_MS = { now: 500, soon: 15_000, never: null };

/** The server may answer from a state older than the update: retries start after this pause. */
const STALE_RETRY = { first: 250 };

const snapshotOf = ({ id, revision, cursor, posts = [] }: StoryView): StorySnapshot => ({
  cursor,
  revisions: Object.fromEntries([[id, revision], ...posts.map((post) => [post.id, post.revision])]),
});

const isAbsent = ({ code }: Problem): boolean => code === 'not_found' || code === 'killed';

export class LiveStory implements ChannelListener {
  private view: StoryView | null = null;
  private reader: StoryReader | null = null;
  private readonly closer = new AbortController();
  private readonly queue: StoryStep[] = [];
  /** Post id → the revision that killed it: an older answer must not bring it back. */
  private readonly killed = new Map<string, number>();
  private isRunning = false;
  /** `issuedCount` of the token when the story was last requested. */
  private tokensAtLoad = 0;
  private reloadTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private id: string,
    private readonly options: StoryOptions,
    private readonly link: { api: Api; connection: Connection },
  ) {}

  get channel(): string {
    return `story/${this.id}`;
  }

  get cursor(): string | null {
    return this.reader?.cursor ?? null;
  }

  get story(): StoryView | null {
    return this.view;
  }

  /** Loads the story and subscribes to it. */
  async start(): Promise<void> {
    const { api, connection } = this.link;
    const { signal } = this.closer;
    try {
      // Read the head first: a story that does not exist yet has no cursor to resume from.
      const head = await api.head(signal);
      this.tokensAtLoad = api.token.issuedCount;
      const { body, problem } = await api.story(this.id, signal);
      if (problem !== null && !isAbsent(problem)) return this.failed(problem);
      this.id = body?.id ?? this.id;
      const cursor = body?.cursor ?? head;
      if (cursor === null) return this.failed(problem ?? { code: 'unavailable', reason: 'The server has no log.' });
      this.reader = new StoryReader(this.id, body === null ? { cursor, revisions: {} } : snapshotOf(body), 'single');
      this.setView(body, null);
      connection.addListener(this);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  stop(): void {
    this.closer.abort();
    clearTimeout(this.reloadTimer);
    this.link.connection.removeListener(this);
  }

  update(update: Update): void {
    this.run(this.reader?.take(update) ?? []);
  }

  reset(cursor: string): void {
    this.run(this.reader?.reset(cursor) ?? []);
  }

  sync(cursor: string): void {
    this.run(this.reader?.sync(cursor) ?? []);
    // A newer token may open a story that was hidden.
    if (this.view === null && this.tokensAtLoad < this.link.api.token.issuedCount) this.reload();
  }

  state(state: ConnectionState): void {
    runCallback(() => this.options.onState?.(state));
  }

  failed(problem: Problem): void {
    runCallback(() => this.options.onError?.(problem));
  }

  private reload(): void {
    this.run(this.reader?.reset(this.reader.cursor) ?? []);
  }

  private setView(view: StoryView | null, update: Update | null): void {
    this.view = view;
    runCallback(() => this.options.onChange(view, update));
  }

  private run(steps: StoryStep[]): void {
    for (const step of steps) {
      if (step.do === 'kill') this.kill(step.update);
      else this.queue.push(step);
    }
    if (!this.isRunning) void this.runQueue();
  }

  private async runQueue(): Promise<void> {
    const { signal } = this.closer;
    this.isRunning = true;
    try {
      for (let step = this.queue.shift(); step !== undefined && !signal.aborted; step = this.queue.shift()) {
        if (step.do === 'reload') await this.load(signal);
        else if (step.do === 'fetchPost') await this.fetchPost(step.update, signal);
        else if (step.do === 'patch') this.patch(step);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.isRunning = false;
    }
  }

  private kill(update: Update): void {
    const { id, revision } = update.story;
    this.killed.set(id, revision);
    if (id === this.id) this.setView(null, update);
    else this.setPost(id, null, update);
  }

  /** Adds, replaces or removes (null) a post of the live blog. */
  private setPost(id: string, post: StoryView | null, update: Update): void {
    if (this.view === null) return;
    const { posts = [] } = this.view;
    const index = posts.findIndex((other) => other.id === id);
    if (index < 0 && post === null) return;
    const others = posts.filter((other) => other.id !== id);
    const next = post === null ? others : index < 0 ? [post, ...posts] : posts.with(index, post);
    this.setView({ ...this.view, posts: next }, update);
  }

  private patch({ update, ops, reload }: Extract<StoryStep, { do: 'patch' }>): void {
    const { view } = this;
    const { story, change, at } = update;
    if (view === null || view.revision >= story.revision) return;
    try {
      if (view.revision !== change.base) throw new RangeError('The ops are for another revision.');
      const { headline, pubStatus, firstCreated, versionCreated, topics, revision } = story;
      const fields = { headline: headline ?? view.headline, pubStatus, firstCreated, versionCreated, topics, revision };
      this.setView({ ...view, ...fields, change, receivedAt: at, body: applyOps(view.body, ops) }, update);
    } catch {
      // The ops do not fit this revision: load the story instead.
      return this.reload();
    }
    const withinMs = RELOAD_WITHIN_MS[reload];
    if (withinMs !== null) this.reloadWithin(withinMs);
  }

  private reloadWithin(ms: number): void {
    clearTimeout(this.reloadTimer);
    this.reloadTimer = setTimeout(() => this.run([{ do: 'reload' }]), Math.random() * ms);
  }

  private async load(signal: AbortSignal): Promise<void> {
    clearTimeout(this.reloadTimer);
    for (let failures = 0; ; failures += 1) {
      this.tokensAtLoad = this.link.api.token.issuedCount;
      const { body, problem } = await this.link.api.story(this.id, signal);
      if (body !== null && body.id !== this.id) return this.followMerged(body.id);
      if (problem !== null && !isAbsent(problem)) return this.failed(problem);
      const steps = body === null ? this.reader?.absent() : this.reader?.loaded(snapshotOf(body));
      if (steps === null || steps === undefined) {
        await pause(backoffMs(failures, STALE_RETRY), signal);
        continue;
      }
      // The loaded story contains what the queued steps would change.
      this.queue.length = 0;
      this.killed.clear();
      if (body !== null || this.view !== null) this.setView(body, null);
      return this.run(steps);
    }
  }

  /** The story was merged into another one: follow that one from now on. */
  private followMerged(id: string): void {
    this.link.connection.removeListener(this);
    this.id = id;
    this.reader = null;
    this.queue.length = 0;
    void this.start();
  }

  private async fetchPost(update: Update, signal: AbortSignal): Promise<void> {
    const { id, revision } = update.story;
    const isKilledSince = (least: number): boolean => (this.killed.get(id) ?? 0) >= least;
    const current = this.view?.posts?.find((post) => post.id === id);
    if (this.view === null || (current?.revision ?? 0) >= revision || isKilledSince(revision)) return;
    for (let failures = 0; ; failures += 1) {
      const { body } = await this.link.api.story(id, signal);
      const isShown = body !== null && body.id === id && body.pubStatus === 'usable' && body.partOf === this.id;
      if (!isShown) return this.setPost(id, null, update);
      if (isKilledSince(body.revision)) return;
      if (body.revision >= revision) return this.setPost(id, body, update);
      await pause(backoffMs(failures, STALE_RETRY), signal);
    }
  }
}
