import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The pure folders, the contracts, and the rules that stand beside them. */
const UNIT =
  /^((capacity|config|contract|golden|host|lib|linear|net|plan|report|verify)\/.*|[^/]*)$/;
/** Tests that start a program of others (nginx, HAProxy, npm, git), a process or the real command. */
const STARTS_A_PROGRAM = /node:child_process|support\/(cli|child|haproxy-checks)\.js/;

const unit = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && UNIT.test(file))
  .filter((file) => !STARTS_A_PROGRAM.test(readFileSync(`test/${file}`, 'utf8')))
  .map((file) => `test/${file}`);

const both = {
  // Real sockets and real processes on shared two-core machines: a stall is not a failure.
  testTimeout: 30_000,
  hookTimeout: 30_000,
  pool: 'forks',
  // To start a process and to load the modules takes 0.3 s of a core, more than most files do.
  isolate: false,
} as const;

/**
 * `npm run coverage`: the tests import what tsc has made of src/, and Node itself runs it, so that
 * V8 counts in the files as they stand.
 */
const counted = {
  alias: [
    { find: /^(\.\.\/)+src\//, replacement: fileURLToPath(new URL('coverage/', import.meta.url)) },
  ],
  server: { deps: { external: [/\/coverage\/.*\.js$/] } },
  setupFiles: ['test/coverage/take.ts'],
};
const options = { ...both, ...(process.env.NODE_V8_COVERAGE ? counted : {}) };

export default defineConfig({
  test: {
    // Files run two at a time; each process has loopback addresses of its own (support/loopback.ts).
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...options,
          name: 'processes',
          include: ['test/**/*.test.ts'],
          exclude: ['test/benchmark/**', ...unit],
        },
      },
      { test: { ...options, name: 'unit', include: unit } },
    ],
  },
});
