import { ADMIN_KEY } from './dateline.js';
import type { World } from './columns.js';
import { startProcess, type DatelineProcess } from './process.js';

/** Processes of some roles each, over one Postgres and queue, that end together. */
export class Fleet {
  private readonly started: DatelineProcess[] = [];

  constructor(readonly world: World) {}

  /** Starts one; `roles` as in ROLES. */
  async start(roles: string): Promise<DatelineProcess> {
    const dateline = await startProcess({ env: { ...this.world.env, ROLES: roles, ADMIN_KEY, LOG_LEVEL: 'fatal' } });
    this.started.push(dateline);
    return dateline;
  }

  /** Ends all of them, and their world. */
  async end(): Promise<void> {
    await Promise.all(this.started.map((dateline) => dateline.remove()));
    await this.world.cleanup();
  }
}
