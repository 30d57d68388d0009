import { Child } from './child.js';
import type { Join, Seen } from './crowd.js';
import type { Load, ServerKind, Traffic } from './server.js';

/** A server and a crowd of readers, each in a process of its own. */
export class Stage {
  private constructor(
    private readonly server: Child,
    private readonly crowd: Child,
    private readonly port: number,
  ) {}

  static async of<T>(kind: ServerKind, act: (stage: Stage) => Promise<T>): Promise<T> {
    const server = Child.start('server.js', kind);
    const crowd = Child.start('crowd.js');
    try {
      return await act(new Stage(server, crowd, await server.ask<number>('address')));
    } finally {
      await Promise.all([server.stop(), crowd.stop()]);
    }
  }

  async join(channels: string[], options: Partial<Join> = {}): Promise<void> {
    const join: Join = { port: this.port, channels, deflate: false, ...options };
    await this.crowd.ask('join', join);
  }

  /** How many of the readers stop reading. */
  stopReading(count: number): Promise<void> {
    return this.crowd.ask('stop', { count });
  }

  /** The server's CPU time in µs from the first update until `expected` came, and what was seen. Faults are errors. */
  async measure(traffic: Traffic, expected: number): Promise<{ cpuUs: number; seen: Seen }> {
    await this.crowd.ask('seen');
    const before = await this.load();
    const received = this.crowd.ask('received', { count: expected });
    await this.server.ask('publish', traffic);
    await received;
    const after = await this.load();
    const seen = await this.crowd.ask<Seen>('seen');
    if (seen.faults > 0 || seen.updates !== expected)
      throw new Error(`${seen.updates} of ${expected} updates came, ${seen.faults} out of order`);
    return { cpuUs: after.cpuUs - before.cpuUs, seen };
  }

  load(collect = false): Promise<Load> {
    return this.server.ask<Load>('load', { collect });
  }

  publish(traffic: Traffic): Promise<void> {
    return this.server.ask('publish', traffic);
  }

  seen(): Promise<Seen> {
    return this.crowd.ask<Seen>('seen');
  }
}
