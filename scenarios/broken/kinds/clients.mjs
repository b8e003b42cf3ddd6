/** What only the clients see. */
export const clients = [
  {
    name: 'tunnels-outlive-the-wait',
    often: true,
    is: 'wrong: tunnels at backend a are still open long after the waiting timeout',
    made: { bundled: true, frontend: { waitMs: null } },
    expect: { exit: 1, failsOneOf: ['tunnel', 'all-gone'] },
  },
  {
    name: 'tunnels-cut-at-once',
    is: 'wrong: tunnels at backend a end as soon as it is marked down',
    made: { bundled: true, frontend: { cutsTunnels: true } },
    expect: { exit: 1, fails: ['tunnel'] },
  },
  {
    name: 'refuses-new-clients',
    often: true,
    is: 'wrong: no client can connect during the drain; established connections are served',
    made: { frontend: { faults: [{ fault: 'refuse-new' }] } },
    expect: { exit: 1, fails: ['complete-response'], says: [/refused/] },
  },
  {
    name: 'resets-new-clients',
    is: 'wrong: clients that connect during the drain are reset',
    made: { frontend: { faults: [{ fault: 'reset-new' }] } },
    expect: { exit: 1, failsOneOf: ['complete-response', 'reset-audit'] },
  },
  {
    name: 'ignores-new-clients',
    is: 'wrong: clients that connect during the drain get no answer',
    made: { frontend: { faults: [{ fault: 'hang', only: 'new' }] } },
    flags: ['--patience', '3s'],
    expect: { exit: 1, fails: ['complete-response'] },
  },
  {
    name: 'turns-new-clients-away',
    is: 'wrong: clients that connect during the drain get 503',
    made: { frontend: { faults: [{ fault: 'instead', status: 503, only: 'new' }] } },
    expect: { exit: 1, failsOneOf: ['complete-response', 'as-before'] },
  },
  {
    name: 'slow-for-new-clients',
    is: 'wrong: clients that connect during the drain wait for 2 s',
    made: { frontend: { faults: [{ fault: 'delay', ms: 2000, only: 'new' }] } },
    expect: { exit: 1, fails: ['latency'] },
  },
  {
    name: 'haproxy-cuts-sessions',
    is: 'wrong: HAProxy ends the sessions of backend a as soon as it is down, including streams',
    needs: ['haproxy'],
    made: { bundled: true, frontend: { haproxy: 'haproxy-shutdown-sessions.cfg' } },
    expect: {
      exit: 1,
      failsOneOf: ['complete-response', 'in-flight-finishes', 'stream', 'tunnel'],
    },
  },
  {
    name: 'resets-some-new-clients',
    is: 'wrong: one in 4 clients that connect during the drain is reset, as by one bad worker',
    made: { frontend: { faults: [{ fault: 'reset-new', oneIn: 4 }] } },
    expect: { exit: 1, failsOneOf: ['complete-response', 'reset-audit'] },
  },
  {
    name: 'refuses-for-a-moment',
    is: 'wrong: no client can connect for 500 ms after the flip',
    made: { frontend: { faults: [{ fault: 'refuse-new', forMs: 500 }] } },
    expect: { exit: 1, fails: ['complete-response'] },
  },
];
