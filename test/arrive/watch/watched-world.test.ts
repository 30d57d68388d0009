// Polling finds every change, on a small simulated web; `npm run bench:sources` runs a large one.
import { expect, test } from 'vitest';
import { columns } from '../../support/columns.js';
import { watchWorld } from '../../support/watched-world.js';

test.each(columns)(
  'every served change is found once, in order per story, while half of the servers fail half of the time and one of two workers is killed: $name',
  { timeout: 120_000 },
  async ({ settings }) => {
    const world = await settings();
    try {
      const figures = await watchWorld({
        databaseUrl: world.env.DATABASE_URL,
        ...(world.env.REDIS_URL === undefined ? {} : { redisUrl: world.env.REDIS_URL }),
        groups: [
          { name: 'running', sources: 6, every: 0.5 },
          { name: 'lively', sources: 10, every: 1 },
          { name: 'quiet', sources: 6, every: 5 },
        ],
        itemsEach: 5,
        seconds: 20,
        failingServers: 0.5,
        failing: 0.5,
        minSeconds: 1,
        maxSeconds: 5,
        killAt: 0.5,
        seed: 7,
      });
      expect(figures.changes).toBeGreaterThan(100);
      // `overlooked` compares wall times, so only the benchmark reports it.
      expect(figures).toMatchObject({ lost: [], doubled: [], disordered: [] });
      expect(figures.found).toBeGreaterThanOrEqual(figures.answered);
      expect(figures.answered).toBeGreaterThan(figures.changes / 4);
    } finally {
      await world.cleanup();
    }
  },
);
