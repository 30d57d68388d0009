import { defineConfig } from 'vitest/config';
import { CountReporter } from './test/support/reporter.js';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', new CountReporter()],
    pool: 'forks',
    // The files of a worker share their modules: importing them anew took a quarter of the time.
    isolate: false,
    restoreMocks: true,
    // Each worker drives servers and a browser of its own: more of them than cores only makes deadlines late.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
  },
});
