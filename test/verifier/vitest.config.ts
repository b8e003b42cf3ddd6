import { defineConfig } from 'vitest/config';

/**
 * The proofs measure time and shares on deployments of many processes, so they are not part of `npm
 * test`.
 */
export default defineConfig({
  test: { include: ['test/verifier/**/*.proof.ts'], testTimeout: 60_000, pool: 'forks' },
});
