// Runs a schedule: two gateways of real parts on one log, with a hostile bus, a hostile store and readers on
// every transport.
import { vi } from 'vitest';
import type { RingEntry } from '../../../src/core/log/ring-buffer.js';
import type { Kind } from '../../../src/core/story/story.js';
import { CommittedLog, type Submission } from './committed-log.js';
import type { Follower } from './follower.js';
import { GatewayNode } from './gateway-node.js';
import { HostileStore } from './hostile-store.js';
import { PageFollower } from './page-follower.js';
import type { FollowerPlan, Schedule, Step } from './schedule.js';
import { Screen } from './screen.js';
import { SocketFollower } from './socket-follower.js';
import { StreamFollower } from './stream-follower.js';

const idOf = (number: number): string => `0196a5b4-7c1e-7abc-8def-00000000000${number}`;
/** A live blog, one of its posts, and two articles. */
const STORIES: { id: string; kind: Kind; partOf: string | null; publisher: string }[] = [0, 1, 2, 3].map((number) => ({
  id: idOf(number),
  kind: number === 0 ? 'liveblog' : number === 1 ? 'post' : 'article',
  partOf: number === 1 ? idOf(0) : null,
  publisher: 'wire',
}));
const CHANNELS = ['all', 'topic/a', 'topic/b', 'publisher/wire', ...STORIES.map(({ id }) => `story/${id}`)];
const SENTENCES = [
  'The bridge opened at noon.',
  'Two lanes stay closed.',
  'The mayor cut a ribbon.',
  'Rain is forecast for the evening.',
  'Trains run every ten minutes.',
  'Nobody was hurt.',
];

const IN_THE_FUTURE = '2030-01-01T00:00:00Z';
/** Readers can't resume from a cursor beyond the log. */
const BEYOND = 1_000;
const QUIET_ROUNDS = 200;

/** A text for each number. Texts of near numbers share most sentences. */
function submissionOf({ text, topics, as }: Extract<Step, { do: 'publish' }>): Submission {
  const sentences = SENTENCES.filter((_, at) => ((text >> at) & 1) === 0);
  const half = Math.ceil(sentences.length / 2);
  return {
    headline: `Headline ${text % 3}`,
    body: [sentences.slice(0, half), sentences.slice(half), [`Version ${text} of it.`]]
      .filter((part) => part.length > 0)
      .map((part) => part.join(' ')),
    topics: ['a', 'b'].filter((_, at) => ((topics >> at) & 1) === 1),
    ...(as === 'usable' || as === 'withheld' || as === 'canceled' ? { pubStatus: as } : {}),
    ...(as === 'embargoed' ? { embargoedUntil: IN_THE_FUTURE } : {}),
  };
}

export class ScheduleWorld {
  readonly log = new CommittedLog();
  private readonly store = new HostileStore(this.log);
  private readonly nodes: GatewayNode[];
  private readonly fallen: GatewayNode[] = [];
  private readonly hints: number[][] = [[], []];
  private offers: { entry: RingEntry; node: number }[] = [];
  private readonly followers: Follower[];

  constructor(private readonly plan: Schedule) {
    for (let number = 0; number < plan.history; number += 1)
      this.log.publish(
        this.place(number % 4),
        submissionOf({ do: 'publish', story: number % 4, text: number, topics: number % 4, as: 'plain', by: 0 }),
      );
    this.nodes = [0, 1].map((number) => new GatewayNode(number, this.store));
    this.followers = plan.followers.map((follower) => this.follower(follower));
  }

  /** Runs all steps, then waits until everything is quiet without hints; returns what is wrong. */
  async play(): Promise<string[]> {
    for (const node of this.nodes) node.start();
    await this.rest(false);
    for (const [at, { node }] of this.plan.followers.entries()) this.connect(this.followers[at], node);
    for (const step of this.plan.steps) {
      this.act(step);
      await turn();
    }
    await this.calm();
    return this.faults();
  }

  end(): void {
    for (const follower of this.followers) follower.disconnect();
    for (const node of this.nodes) node.kill();
  }

  private act(step: Step): void {
    switch (step.do) {
      case 'publish': {
        const before = this.log.publish(this.place(step.story), submissionOf(step));
        return this.committed(before, step.by);
      }
      case 'release':
        return this.committed(this.log.release(idOf(step.story)), step.by);
      case 'hint':
        return this.hint(step);
      case 'hear':
        if (this.nodes[step.node]?.ready === true) this.nodes[step.node]?.tail.wake();
        return;
      case 'offer': {
        const [offered] = this.offers.splice(step.which % Math.max(1, this.offers.length), 1);
        if (offered !== undefined) this.nodes[offered.node]?.offer(offered.entry);
        return;
      }
      case 'answer':
        if (step.how === 'all') this.store.answerAll();
        else this.store.answer(step.which, step.how === 'fail');
        return;
      case 'timing':
        this.store.early = step.early;
        return;
      case 'wait':
        vi.advanceTimersByTime(step.ms);
        return;
      case 'connect':
        return this.connect(this.followerOf(step), step.node);
      case 'disconnect':
        return this.followerOf(step)?.disconnect();
      case 'again':
        return this.followerOf(step)?.again();
      case 'read':
        return this.followerOf(step)?.line?.read(step.count);
      case 'toggle':
        return this.followerOf(step)?.toggle(step.which);
      case 'sync':
        return this.sync(step.node);
      case 'restart':
        return this.restart(step.node);
      case 'restore':
        // Entries of the old epoch are not offered any more: a process commits nothing during a restore.
        this.offers = [];
        return this.log.restore(Math.max(0, this.log.head - step.back));
    }
  }

  private followerOf({ follower }: { follower: number }): Follower | undefined {
    return this.followers[follower % this.followers.length];
  }

  private committed(seq: number | null, by: number): void {
    if (seq === null) return;
    const { bus, offers } = this.plan;
    const offered = { entry: this.log.entryAt(seq), node: by };
    if (offers === 'at once') this.nodes[by]?.offer(offered.entry);
    if (offers === 'late') this.offers.push(offered);
    this.nodes[by]?.commit(seq);
    if (bus === 'prompt') for (const node of this.nodes) node.hint(seq);
    if (bus === 'odd') for (const hints of this.hints) hints.push(seq);
  }

  private hint({ node, which, how }: Extract<Step, { do: 'hint' }>): void {
    const hints = this.hints[node] ?? [];
    const at = which % Math.max(1, hints.length);
    const seq = hints[at];
    if (seq === undefined) return;
    if (how !== 'double') hints.splice(at, 1);
    if (how !== 'lose') this.nodes[node]?.hint(seq);
  }

  private connect(follower: Follower | undefined, number: number): void {
    const node = this.nodes[number];
    if (follower === undefined || node === undefined || !node.ready) return;
    follower.connect(node);
  }

  private sync(number: number): void {
    const node = this.nodes[number];
    if (node === undefined || !node.ready) return;
    for (const follower of this.followers)
      if (follower.node === node) follower.sync(`${node.tail.epoch}.${node.tail.position}`);
  }

  private restart(number: number): void {
    const old = this.nodes[number];
    if (old === undefined) return;
    for (const follower of this.followers) if (follower.node === old) follower.disconnect();
    old.kill();
    this.fallen.push(old);
    this.hints[number] = [];
    this.offers = this.offers.filter((offered) => offered.node !== number);
    const node = new GatewayNode(number, this.store);
    this.nodes[number] = node;
    node.start();
  }

  /** Completes all queries until none is pending. With `time` the nodes poll meanwhile. */
  private async rest(time: boolean): Promise<void> {
    for (let turns = 0; turns < 200; turns += 1) {
      await turn();
      if (this.store.waiting === 0) break;
      this.store.answerAll();
    }
    if (time) vi.advanceTimersByTime(2_000);
  }

  private async calm(): Promise<void> {
    for (let round = 0, same = 0, before = ''; round < QUIET_ROUNDS && same < 4; round += 1) {
      await this.rest(true);
      for (const [at, follower] of this.followers.entries()) {
        if (follower instanceof SocketFollower) follower.want();
        const gone = follower.node === null || (follower.line !== null && !follower.line.open);
        if (gone) this.connect(follower, this.plan.followers[at]?.node ?? 0);
        else follower.again();
        follower.line?.read(1_000);
      }
      for (const node of this.nodes) if (!node.ready) this.restart(node.number);
      const after = JSON.stringify([
        this.nodes.map(({ tail }) => tail.position),
        this.followers.map(({ screens }) => screens.map(({ cursor, updates }) => [cursor, updates.length])),
      ]);
      same = after === before ? same + 1 : 0;
      before = after;
    }
  }

  private faults(): string[] {
    const { log } = this;
    const faults = [...this.fallen, ...this.nodes].flatMap((node) => node.faults);
    for (const { tail, number, ready } of this.nodes) {
      if (!ready || tail.epoch !== log.epoch || tail.position !== log.head)
        faults.push(`node ${number} is at ${tail.epoch}.${tail.position}, the log at ${log.epoch}.${log.head}`);
      else for (const channel of CHANNELS) faults.push(...this.ringFaults(tail, channel));
    }
    this.followers.forEach((follower, at) => {
      const found = [
        ...(follower.line?.faults ?? []),
        ...follower.screens.flatMap((screen) => screen.faultsAgainst(log)),
      ];
      faults.push(...found.map((fault) => `follower ${at}: ${fault}`));
    });
    return faults;
  }

  /** If the ring covers a position, it must return what the log returns. */
  private ringFaults(tail: GatewayNode['tail'], channel: string): string[] {
    const { log } = this;
    for (let seq = 0; seq <= log.head; seq += 1) {
      if (!tail.covers(seq)) continue;
      const [ring, stored] = [
        tail.after([channel], seq),
        log.channelEntriesAfter([channel], seq, log.head).entries,
      ].map((entries) => JSON.stringify(entries));
      if (ring !== stored) return [`after ${seq} the ring gives ${channel} ${ring}; the log ${stored}`];
    }
    return [];
  }

  private follower({ form, channels, from }: FollowerPlan): Follower {
    const names = channels.flatMap((channel) => CHANNELS[channel] ?? []);
    const { epoch, head } = this.log.now();
    const begin = from === 'now' ? null : `${epoch}.${{ start: 0, head, ahead: head + BEYOND }[from]}`;
    if (form === 'socket') return new SocketFollower(names, begin);
    if (form === 'stream') return new StreamFollower(names, begin);
    return new PageFollower(new Screen(names[0] ?? 'all'), begin);
  }

  private place(number: number): (typeof STORIES)[number] {
    const place = STORIES[number];
    if (place === undefined) throw new Error(`there is no story ${number}`);
    return place;
  }
}

/** Runs everything that is ready to run. */
async function turn(): Promise<void> {
  for (let turns = 0; turns < 2; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}
