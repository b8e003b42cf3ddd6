const PATIENCE = ['--patience', '3s'];

/** Requests that are never answered, or never completely. */
export const unanswered = [
  {
    name: 'never-answers-2-percent',
    often: true,
    is: 'wrong: one request in 50 during the drain gets no answer',
    made: { frontend: { faults: [{ fault: 'hang', oneIn: 50 }] } },
    flags: PATIENCE,
    expect: { exit: 1, fails: ['complete-response'], says: [/never|unanswered|no answer/i] },
  },
  {
    name: 'last-byte-withheld',
    is: 'wrong: one body in 50 during the drain lacks its last byte, and its connection stays open',
    made: { frontend: { faults: [{ fault: 'withhold', oneIn: 50 }] } },
    flags: PATIENCE,
    expect: { exit: 1, fails: ['complete-response'] },
  },
  {
    name: 'head-without-body',
    is: 'wrong: one answer in 50 during the drain is a head, and its connection stays open',
    made: { frontend: { faults: [{ fault: 'head-only', oneIn: 50 }] } },
    flags: PATIENCE,
    expect: { exit: 1, fails: ['complete-response'] },
  },
  {
    name: 'last-chunk-withheld',
    is: 'wrong: one chunked answer in 50 during the drain has no last chunk',
    made: {
      backend: { app: 'chunks' },
      frontend: { faults: [{ fault: 'no-last-chunk', oneIn: 50 }] },
    },
    flags: PATIENCE,
    expect: { exit: 1, fails: ['complete-response'] },
  },
  {
    name: 'some-connections-fall-silent',
    is: 'wrong: one connection in 20 gets no more answers from the flip on',
    made: { frontend: { faults: [{ fault: 'hang', only: 'odd' }] } },
    flags: PATIENCE,
    expect: { exit: 1, fails: ['complete-response'] },
  },
  {
    name: 'silent-at-the-return',
    is: 'wrong: backend a never answers one request in 10 once it is back',
    made: { a: { faults: [{ fault: 'hang', during: 'return', oneIn: 10 }] } },
    flags: PATIENCE,
    expect: { exit: 1, failsOneOf: ['complete-response', 'return'] },
  },
  {
    name: 'upgrades-unanswered',
    is: 'wrong: an upgrade that is requested during the drain gets no answer',
    made: { bundled: true, frontend: { faults: [{ fault: 'mute-upgrades' }] } },
    flags: PATIENCE,
    expect: { exit: 1, failsOneOf: ['complete-response', 'tunnel'] },
  },
  {
    name: 'tunnels-fall-silent',
    often: true,
    is: 'wrong: tunnels send nothing back from the flip on, and stay open',
    made: { bundled: true, frontend: { faults: [{ fault: 'deaf-tunnels' }] } },
    flags: PATIENCE,
    expect: { exit: 1, fails: ['tunnel'] },
  },
  {
    name: 'streams-and-tunnels',
    often: true,
    is: 'right: the bundled backend server, with streams, uploads and tunnels',
    made: { bundled: true },
    expect: { exit: 0 },
  },
  {
    name: 'slow-answers',
    is: 'right: each answer takes a second, before and after the flip',
    made: { backend: { app: 'slow' }, frontend: { waitMs: 2000 } },
    flags: ['--wait', '2s'],
    expect: { exit: 0 },
  },
  {
    name: 'stray-bytes',
    is: 'wrong: one answer in 10 during the drain has bytes after its end',
    made: { frontend: { faults: [{ fault: 'stray-bytes', oneIn: 10 }] } },
    expect: { exit: 1, fails: ['complete-response'] },
  },
  {
    name: 'garbled-chunk',
    is: 'wrong: one chunked answer in 50 during the drain has a chunk without a length',
    made: {
      backend: { app: 'chunks' },
      frontend: { faults: [{ fault: 'garbled-chunk', oneIn: 50 }] },
    },
    expect: { exit: 1, fails: ['complete-response'] },
  },
  {
    name: 'ended-at-once',
    is: 'wrong: what is under way at backend a ends as soon as it is marked down',
    made: { bundled: true, frontend: { waitMs: 0 } },
    expect: { exit: 1, failsOneOf: ['in-flight-finishes', 'complete-response', 'stream'] },
  },
];
