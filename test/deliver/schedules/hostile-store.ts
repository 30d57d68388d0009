import type { CommittedLog, Questions } from './committed-log.js';

type Asked = { answer: () => void; fail: () => void; node: number };

/** A query that the schedule made fail. */
export class StoreFailure extends Error {}

/**
 * A store whose queries are slow, fail, and complete in any order. Each result is a snapshot between its
 * request and its completion.
 */
export class HostileStore {
  private asked: Asked[] = [];
  /** Whether the next snapshots are from the time of the request, or of the completion. */
  early = false;

  constructor(private readonly log: CommittedLog) {}

  get waiting(): number {
    return this.asked.length;
  }

  /** The queries of a node. */
  of(node: number): Questions {
    const { log } = this;
    return {
      head: () => this.ask(node, () => log.now()),
      entriesAfter: (seq, limit) => this.ask(node, () => log.entriesAfter(seq, limit)),
      channelEntriesAfter: (channels, seq, limit) =>
        this.ask(node, () => log.channelEntriesAfter(channels, seq, limit)),
      updatesAfter: (channel, seq, limit) => this.ask(node, () => log.updatesAfter(channel, seq, limit)),
    };
  }

  /** Completes one pending query, or makes it fail. */
  answer(which: number, fails = false): void {
    const [asked] = this.asked.splice(which % Math.max(1, this.asked.length), 1);
    if (fails) asked?.fail();
    else asked?.answer();
  }

  /** Completes all pending queries. */
  answerAll(): void {
    for (const { answer } of this.asked.splice(0)) answer();
  }

  /** A node stopped, with its connections. */
  drop(node: number): void {
    const lost = this.asked.filter((asked) => asked.node === node);
    this.asked = this.asked.filter((asked) => asked.node !== node);
    for (const { fail } of lost) fail();
  }

  private ask<T>(node: number, question: () => T): Promise<T> {
    const seen = this.early ? question() : undefined;
    return new Promise((resolve, reject) => {
      this.asked.push({
        node,
        answer: () => resolve(seen ?? question()),
        fail: () => reject(new StoreFailure('the store failed')),
      });
    });
  }
}
