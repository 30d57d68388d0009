// A whole story, kept current: text by ops where they fit, a live blog's posts one by one, and the whole wherever something may be
// missing. What is shown goes through one queue, in order; a kill takes effect at once, before what waits.
import { applyOps } from '../../core/revision/ops.js';
import type { StoryView } from '../../core/story/story-view.js';
import type { Update } from '../../core/log/update.js';
import type { Api, Problem } from './api.js';
import type { Connection, ConnectionState, ChannelListener } from './connection.js';
import { pause, backoffMs } from '../timing/backoff.js';
import { StoryReader, type StorySnapshot, type StoryStep } from './story-reader.js';
import { runCallback } from './subscription.js';

export type StoryOptions = {
  /** The story as it stands, at first and after each change, and what changed it; null where there is none to see (withdrawn, withheld). */
  onChange: (story: StoryView | null, update: Update | null) => void;
  onState?: (state: ConnectionState) => void;
  onError?: (problem: Problem) => void;
};

/** All readers get an update at once: when they ask for what it doesn't carry is spread over this time. */
const COMPARE_MS = { now: 500, soon: 15_000, never: null };

const stateOf = ({ id, revision, cursor, posts = [] }: StoryView): StorySnapshot => ({ cursor, revisions: Object.fromEntries([[id, revision], ...posts.map((post) => [post.id, post.revision])]) });

export class LiveStory implements ChannelListener {
  private view: StoryView | null = null;
  private reader: StoryReader | null = null;
  private readonly stopper = new AbortController();
  private readonly waiting: StoryStep[] = [];
  /** The revisions that killed posts: what was asked for before must not bring them back. */
  private readonly killed = new Map<string, number>();
  private busy = false;
  /** How many tokens there had been when the story was last asked for. */
  private lookedWith = 0;
  private comparing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private id: string,
    private readonly options: StoryOptions,
    private readonly line: { api: Api; connection: Connection },
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

  /** Loads the story and follows it. */
  async start(): Promise<void> {
    const { api, connection } = this.line;
    const { signal } = this.stopper;
    try {
      // The head first: what comes after it is replayed, also where there is no story yet to tell its cursor.
      const head = await api.head(signal);
      this.lookedWith = api.token.issuedCount;
      const { body, problem } = await api.story(this.id, signal);
      if (body === null && problem.code !== 'not_found' && problem.code !== 'killed') return this.refused(problem);
      this.id = body?.id ?? this.id;
      const cursor = body?.cursor ?? head;
      if (cursor === null) return this.refused(problem ?? { code: 'unavailable', reason: 'The server has no log.' });
      this.reader = new StoryReader(this.id, body === null ? { cursor, revisions: {} } : stateOf(body), 'single');
      this.put(body, null);
      connection.addListener(this);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  stop(): void {
    this.stopper.abort();
    clearTimeout(this.comparing);
    this.line.connection.removeListener(this);
  }

  update(update: Update): void {
    this.run(this.reader?.take(update) ?? []);
  }

  reset(cursor: string): void {
    this.run(this.reader?.reset(cursor) ?? []);
  }

  sync(cursor: string): void {
    this.run(this.reader?.sync(cursor) ?? []);
    // What was not to be seen may be, with another token.
    if (this.view === null && this.lookedWith < this.line.api.token.issuedCount) this.run(this.reader?.reset(this.reader.cursor) ?? []);
  }

  state(state: ConnectionState): void {
    runCallback(() => this.options.onState?.(state));
  }

  refused(problem: Problem): void {
    runCallback(() => this.options.onError?.(problem));
  }

  private put(view: StoryView | null, update: Update | null): void {
    this.view = view;
    runCallback(() => this.options.onChange(view, update));
  }

  private run(steps: StoryStep[]): void {
    for (const step of steps) {
      if (step.do === 'kill') this.kill(step.update);
      else this.waiting.push(step);
    }
    if (!this.busy) void this.work();
  }

  private async work(): Promise<void> {
    const { signal } = this.stopper;
    this.busy = true;
    try {
      for (let step = this.waiting.shift(); step !== undefined && !signal.aborted; step = this.waiting.shift()) {
        if (step.do === 'load') await this.load(signal);
        else if (step.do === 'get') await this.get(step.update, signal);
        else if (step.do === 'show') this.show(step);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.busy = false;
    }
  }

  private kill(update: Update): void {
    const { id, revision } = update.story;
    this.killed.set(id, revision);
    if (id === this.id) this.put(null, update);
    else this.putPost(id, null, update);
  }

  /** Puts a post into its story, or takes it out. */
  private putPost(id: string, post: StoryView | null, update: Update): void {
    if (this.view === null) return;
    const { posts = [] } = this.view;
    const at = posts.findIndex((own) => own.id === id);
    if (at < 0 && post === null) return;
    const next = post === null ? posts.filter((own) => own.id !== id) : at < 0 ? [post, ...posts] : posts.with(at, post);
    this.put({ ...this.view, posts: next }, update);
  }

  private show({ update, ops, compare }: Extract<StoryStep, { do: 'show' }>): void {
    const { view } = this;
    const { story, change } = update;
    if (view === null || view.revision >= story.revision) return;
    try {
      if (view.revision !== change.base) throw new RangeError('the ops are for another revision');
      const { headline, pubStatus, firstCreated, versionCreated, topics, revision } = story;
      this.put({ ...view, headline: headline ?? view.headline, pubStatus, firstCreated, versionCreated, topics, revision, change, receivedAt: update.at, body: applyOps(view.body, ops) }, update);
    } catch {
      // Ops that don't fit what we have: the story itself is the truth.
      return this.run(this.reader?.reset(this.reader.cursor) ?? []);
    }
    const within = COMPARE_MS[compare];
    if (within !== null) this.loadWithin(within);
  }

  private loadWithin(ms: number): void {
    clearTimeout(this.comparing);
    this.comparing = setTimeout(() => this.run([{ do: 'load' }]), Math.random() * ms);
  }

  private async load(signal: AbortSignal): Promise<void> {
    clearTimeout(this.comparing);
    for (let failures = 0; ; failures += 1) {
      this.lookedWith = this.line.api.token.issuedCount;
      const { body, problem } = await this.line.api.story(this.id, signal);
      if (body !== null && body.id !== this.id) return this.move(body.id);
      if (problem !== null && problem.code !== 'not_found' && problem.code !== 'killed') return this.refused(problem);
      const steps = body === null ? this.reader?.absent() : this.reader?.loaded(stateOf(body));
      if (steps === null || steps === undefined) {
        await pause(backoffMs(failures, { first: 250 }), signal);
        continue;
      }
      // What waits from before is in what was loaded.
      this.waiting.length = 0;
      this.killed.clear();
      if (body !== null || this.view !== null) this.put(body, null);
      return this.run(steps);
    }
  }

  /** The story was merged into another: that one is followed now. */
  private move(id: string): void {
    this.line.connection.removeListener(this);
    this.id = id;
    this.reader = null;
    this.waiting.length = 0;
    void this.start();
  }

  private async get(update: Update, signal: AbortSignal): Promise<void> {
    const { id, revision } = update.story;
    const own = this.view?.posts?.find((post) => post.id === id);
    if (this.view === null || (own?.revision ?? 0) >= revision || (this.killed.get(id) ?? 0) >= revision) return;
    for (let failures = 0; ; failures += 1) {
      const { body } = await this.line.api.story(id, signal);
      if (body === null || body.id !== id || body.pubStatus !== 'usable' || body.partOf !== this.id) return this.putPost(id, null, update);
      if ((this.killed.get(id) ?? 0) >= body.revision) return;
      if (body.revision >= revision) return this.putPost(id, body, update);
      await pause(backoffMs(failures, { first: 250 }), signal);
    }
  }
}
