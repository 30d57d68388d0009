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
    // Importing the server takes seconds: files of one worker share its modules. Spies are taken back after each test.
    isolate: false,
    restoreMocks: true,
    // Each worker drives servers and a browser of its own: more of them than cores only makes deadlines late.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
});
