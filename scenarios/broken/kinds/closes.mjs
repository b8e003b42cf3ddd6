const CLOSES = /\d[\d,]* (of [\d,]+ )?(idle )?(established )?connections? (was |were )?closed/;

/** All clients connect again at once. On a busy machine that takes long, and it is not what is tested. */
const PATIENT = ['--max-p99', '15s', '--max-latency', '15s'];

/** Client connections that the frontend closes. */
export const closes = [
  {
    name: 'all-closed-at-the-flip',
    often: true,
    is: 'right, and reported: every idle client connection is closed at the flip',
    made: { frontend: { faults: [{ fault: 'close-idle' }] } },
    flags: PATIENT,
    expect: { exit: 0, says: [CLOSES] },
  },
  {
    name: 'all-closed-where-none-may-be',
    is: 'wrong: the same, although --max-closes forbids it',
    made: { frontend: { faults: [{ fault: 'close-idle' }] } },
    flags: ['--max-closes', '0'],
    expect: { exit: 1, fails: ['idle-close'] },
  },
  {
    name: 'closed-one-by-one',
    is: 'right, and reported: every idle client connection is closed within a second of the flip',
    made: { frontend: { faults: [{ fault: 'close-idle', spreadMs: 1000 }] } },
    flags: PATIENT,
    expect: { exit: 0, says: [CLOSES] },
  },
  {
    name: 'all-reset-at-the-flip',
    is: 'wrong: every idle client connection ends with RST at the flip',
    made: { frontend: { faults: [{ fault: 'close-idle', how: 'rst' }] } },
    expect: { exit: 1, failsOneOf: ['reset-audit', 'idle-close'] },
  },
  {
    name: 'posts-lost',
    is: 'wrong: one POST in 5 during the drain crosses a FIN and is lost',
    made: { bundled: true, frontend: { faults: [{ fault: 'drop', method: 'POST', oneIn: 5 }] } },
    expect: { exit: 1, failsOneOf: ['idle-close', 'complete-response'] },
  },
  {
    name: 'gets-lost',
    is: 'wrong: one GET in 20 during the drain meets a FIN, on connections that were in use',
    made: { frontend: { faults: [{ fault: 'drop', oneIn: 20 }] } },
    flags: ['--max-closes', '0'],
    expect: { exit: 1, failsOneOf: ['idle-close', 'complete-response'] },
  },
  {
    name: 'no-closes',
    is: 'right: no connection is closed, and --max-closes 0 holds',
    made: {},
    flags: ['--max-closes', '0'],
    expect: { exit: 0 },
  },
  {
    name: 'closes-announced',
    is: 'right, and reported: each answer during the drain announces that its connection is closed',
    made: { frontend: { faults: [{ fault: 'announce' }] } },
    flags: PATIENT,
    expect: { exit: 0, says: [CLOSES] },
  },
  {
    name: 'keep-alive-cut-short',
    is: 'wrong: from the flip on a connection that was idle for 150 ms is closed',
    made: { frontend: { faults: [{ fault: 'close-stale', idleMs: 150 }] } },
    flags: ['--max-closes', '10'],
    expect: { exit: 1, fails: ['idle-close'] },
  },
];
