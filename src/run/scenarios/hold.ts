import { type ScenarioKind, step } from './scenario-kind.js';

const HOLD_MS = 5000;
const PULSE_MS = 5000;

/** Connections are opened, held, proven alive by a byte there and back, and released. */
export const hold: ScenarioKind = {
  phases: () => [
    step('ramp'),
    step('pulse', { within: PULSE_MS }),
    step('hold', { for: HOLD_MS }),
    step('pulse', { within: PULSE_MS }),
    step('release'),
  ],
  checks: [
    'all-established',
    'held-alive',
    'complete-response',
    'latency',
    'at-most-once',
    'reset-audit',
    'upload',
    'stream',
    'tunnel',
    'tester-healthy',
  ],
  witnesses: ['held-alive'],
  needs: [],
};
