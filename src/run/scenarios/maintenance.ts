import { type ScenarioKind, step } from './scenario-kind.js';

/** One backend goes into maintenance under load, and comes back. */
export const maintenance: ScenarioKind = {
  phases: ({ maintenance: spec }) => [
    step('ramp'),
    step('hold', { for: spec?.holdMs }),
    step('flip', { to: 'on' }),
    step('drain'),
    step('settle', { for: spec?.settleMs }),
    step('flip', { to: 'off' }),
    step('return', { for: spec?.returnMs }),
    step('release'),
  ],
  checks: [
    'flip-visible',
    'status-and-body',
    'last-new-request',
    'complete-response',
    'as-before',
    'latency',
    'in-flight-finishes',
    'at-most-once',
    'idle-close',
    'reset-audit',
    'upload',
    'stream',
    'tunnel',
    'all-gone',
    'no-flap',
    'return',
    'tester-healthy',
  ],
  // These checks see whether the frontend left the drained backend alone. `all-gone` is no witness:
  // a frontend that never drains may also have no connection left at the end.
  witnesses: ['status-and-body', 'last-new-request'],
  needs: ['maintenance'],
};
