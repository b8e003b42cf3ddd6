/** Answers that are right but late. */
export const latency = [
  {
    name: 'three-seconds-late',
    often: true,
    is: 'wrong: each answer takes 3 s longer during the drain',
    made: { frontend: { faults: [{ fault: 'delay', ms: 3000 }] } },
    expect: { exit: 1, fails: ['latency'] },
  },
  {
    name: 'two-percent-late',
    is: 'wrong: one answer in 50 during the drain takes 4 s, instead of 20 ms',
    made: {
      backend: { app: 'twenty-ms' },
      frontend: { faults: [{ fault: 'delay', ms: 4000, oneIn: 50 }] },
    },
    expect: { exit: 1, fails: ['latency'] },
  },
  {
    name: 'twenty-times-slower',
    is: 'wrong: each answer takes 400 ms during the drain, instead of 20 ms',
    made: {
      backend: { app: 'twenty-ms' },
      frontend: { faults: [{ fault: 'delay', ms: 380 }] },
    },
    expect: { exit: 1, fails: ['latency'] },
  },
  {
    name: 'held-until-the-return',
    often: true,
    is: 'wrong: every second request waits until backend a is back',
    made: { frontend: { queues: true } },
    expect: { exit: 1, fails: ['latency'], spares: ['last-new-request'] },
  },
  {
    name: 'late-at-the-return',
    is: 'wrong: backend a answers after 2 s once it is back',
    made: { a: { faults: [{ fault: 'delay', ms: 2000, during: 'return' }] } },
    expect: { exit: 1, fails: ['latency'] },
  },
  {
    name: 'above-the-bound',
    is: 'wrong: 600 ms during the drain, although --max-latency allows 300 ms',
    made: { frontend: { faults: [{ fault: 'delay', ms: 600, oneIn: 20 }] } },
    flags: ['--max-latency', '300ms'],
    expect: { exit: 1, fails: ['latency'] },
  },
  {
    name: 'p99-above-the-bound',
    is: 'wrong: 600 ms for one in 20 during the drain, although --max-p99 allows 300 ms',
    made: { frontend: { faults: [{ fault: 'delay', ms: 600, oneIn: 20 }] } },
    flags: ['--max-p99', '300ms', '--max-latency', '30s'],
    expect: { exit: 1, fails: ['latency'] },
  },
  {
    name: 'held-for-a-moment',
    is: 'right: 100 ms longer during the first 300 ms after the flip',
    made: { frontend: { faults: [{ fault: 'delay', ms: 100, firstMs: 300 }] } },
    expect: { exit: 0 },
  },
  {
    name: 'held-as-permitted',
    is: 'right: every second request waits until backend a is back, and the bounds allow it',
    made: { frontend: { queues: true } },
    flags: ['--max-p99', '15s', '--max-latency', '15s'],
    expect: { exit: 0, spares: ['last-new-request'] },
  },
  {
    name: 'late-as-permitted',
    is: 'right: 400 ms longer during the drain, and the bounds allow it',
    made: { frontend: { faults: [{ fault: 'delay', ms: 400 }] } },
    flags: ['--max-p99', '5s', '--max-latency', '5s'],
    expect: { exit: 0 },
  },
  {
    name: 'held-for-too-long',
    is: 'wrong: 3 s longer for requests in the first 300 ms after the flip',
    made: { frontend: { faults: [{ fault: 'delay', ms: 3000, firstMs: 300 }] } },
    expect: { exit: 1, fails: ['latency'] },
  },
];
