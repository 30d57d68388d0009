import type { CommittedLog, Questions } from './committed-log.js';

type Asked = { answer: () => void; fail: () => void; node: number };

/** A question of this schedule that was made to fail. */
export class StoreFailure extends Error {}

/** Puts questions to the log as a store does that is slow, breaks, and answers in any order; each answer is of one moment between asking and answering. */
export class HostileStore {
  private asked: Asked[] = [];
  /** Whether the next answers are of the moment of asking, or of answering. */
  early = false;

  constructor(private readonly log: CommittedLog) {}

  get waiting(): number {
    return this.asked.length;
  }

  /** The questions that a node may put. */
  of(node: number): Questions {
    const { log } = this;
    return {
      head: () => this.ask(node, () => log.now()),
      entriesAfter: (seq, limit) => this.ask(node, () => log.entriesAfter(seq, limit)),
      channelEntriesAfter: (channels, seq, limit) => this.ask(node, () => log.channelEntriesAfter(channels, seq, limit)),
      updatesAfter: (channel, seq, limit) => this.ask(node, () => log.updatesAfter(channel, seq, limit)),
    };
  }

  /** Answers one of those who wait, or lets it fail. */
  answer(which: number, fails = false): void {
    const [asked] = this.asked.splice(which % Math.max(1, this.asked.length), 1);
    if (fails) asked?.fail();
    else asked?.answer();
  }

  /** Answers all who wait. */
  answerAll(): void {
    for (const { answer } of this.asked.splice(0)) answer();
  }

  /** A node went down with its connections. */
  drop(node: number): void {
    const lost = this.asked.filter((asked) => asked.node === node);
    this.asked = this.asked.filter((asked) => asked.node !== node);
    for (const { fail } of lost) fail();
  }

  private ask<T>(node: number, question: () => T): Promise<T> {
    const seen = this.early ? question() : undefined;
    return new Promise((resolve, reject) => {
      this.asked.push({ node, answer: () => resolve(seen ?? question()), fail: () => reject(new StoreFailure('the store failed')) });
    });
  }
}
