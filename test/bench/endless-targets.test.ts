import { afterEach, describe, expect, test } from 'vitest';
import type { FailureKind } from '../../src/model/bench.js';
import { engines } from '../net/support/engines.js';
import { type Endless, EndlessServer } from '../support/endless.js';
import { loopback } from '../support/loopback.js';
import { runLoad } from './support/run-load.js';

/** An endless answer that exceeds a bound is no answer; one that might still end is given up in time. */
const KINDS = {
  field: 'framing',
  fields: 'framing',
  blanks: 'framing',
  interims: 'timeout',
  body: 'timeout',
  length: 'timeout',
  chunks: 'timeout',
  chunk: 'timeout',
  extension: 'framing',
  trailers: 'timeout',
  answers: 'framing',
  'both lengths': 'framing',
} as const satisfies Record<Endless, FailureKind>;

describe.each(engines)('an answer without end is no answer, engine %s', (engine) => {
  let server: EndlessServer;
  afterEach(() => server.close());

  test.each(Object.entries(KINDS) as [Endless, FailureKind][])('%s: %s', async (kind, failure) => {
    server = new EndlessServer(kind);
    const plan = { engine, connections: 2, durationMs: 40, timeoutMs: 80 };
    const { account, responses } = await runLoad(await server.listen(loopback(33)), plan);
    const { failures, requests } = account;
    expect(responses).toBe(0);
    expect(requests).toBeGreaterThan(0);
    // Bytes that arrive after the first answer was judged belong to no request.
    expect(failures[failure] + failures.stray).toBe(requests + failures.stray);
  });
});
