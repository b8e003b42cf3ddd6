import type { RunAccount } from '../../src/model/run-account.js';
import { checksWith } from '../../src/verify/checks/registry.js';
import type { LedgerBuilder } from './ledger.js';

/** The account of such a run, with every part filled in. */
export function accountOf({ facts, maintenance, hasFlip }: LedgerBuilder): RunAccount {
  return {
    ...facts,
    maintenance: hasFlip ? maintenance : null,
    scenario: 'maintenance',
    checks: checksWith(new Set(['flip', 'disturbance', 'server-ledgers'])),
    witnesses: ['status-and-body', 'last-new-request'],
    startedAt: '2026-11-28T00:00:00.000Z',
    tidegate: '0.1.0',
    interrupted: false,
    trouble: null,
    commands: [
      { option: '--maintenance-on', fault: null, timedOut: false, durationMs: 20, said: ['done'] },
    ],
    prediction: { max: 19_988, binding: { hop: null, limit: 'nofile' } },
    facts: { schema: 'tidegate.facts/1', platform: 'linux', cpus: 2, origins: { cpus: 'os' } },
    plan: {
      connections: facts.load.connections,
      rampMs: facts.load.rampMs,
      workers: 1,
      engine: 'epoll',
      bind: 'late',
      sources: [],
      entry: '127.0.0.1:18080',
      boxes: { frontend: 'bundled', backends: 'bundled' },
      mix: { idle: 4, stream: 1 },
      notes: ['uploads left out'],
    },
    phases: [{ name: 'ramp', startMs: 0, endMs: 1500 }],
    timeline: { atMs: [1000], open: [8], inFlight: [1], requests: [9], lagMs: [0.5] },
    latency: null,
    memory: { perConnection: { load: 1200 }, kernelPerConnection: null },
    peakOpen: 8,
    untested: '',
  };
}
