import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/benchmark/**'],
    // Real sockets and real processes on shared two-core machines: a stall is not a failure.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Files run two at a time; each takes loopback addresses of its own (test/support/loopback.ts).
    pool: 'forks',
    maxWorkers: 2,
  },
});
