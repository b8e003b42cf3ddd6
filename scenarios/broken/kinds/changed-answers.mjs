const MAINTAINING = '<title>maintaining</title><p>Come back later.\n';

/** Complete answers that differ from those before. */
export const changedAnswers = [
  {
    name: 'redirects-everybody',
    often: true,
    is: 'wrong: 302 to every client during the drain',
    made: {
      frontend: {
        faults: [{ fault: 'instead', status: 302, headers: { Location: '/sorry' } }],
      },
    },
    expect: { exit: 1, fails: ['as-before'] },
  },
  {
    name: 'empty-answers',
    is: 'wrong: 200 without a body during the drain',
    made: { frontend: { faults: [{ fault: 'instead' }] } },
    expect: { exit: 1, fails: ['as-before'] },
  },
  {
    name: 'no-content-answers',
    is: 'wrong: one answer in 10 during the drain is a 204',
    made: { frontend: { faults: [{ fault: 'instead', status: 204, oneIn: 10 }] } },
    expect: { exit: 1, fails: ['as-before'] },
  },
  {
    name: 'page-shown-to-users',
    often: true,
    is: 'wrong: one user in 10 sees a maintenance page, with 200, during the drain',
    made: { frontend: { faults: [{ fault: 'instead', body: MAINTAINING, oneIn: 10 }] } },
    expect: { exit: 1, fails: ['as-before'] },
  },
  {
    name: 'page-on-every-path',
    is: 'wrong: until it is marked down, backend a also shows its page to users',
    made: {
      a: { pageEverywhere: true },
      frontend: { check: { intervalMs: 300, fall: 2 } },
    },
    flags: ['--detect', '300ms', '--fall', '2'],
    expect: { exit: 1, fails: ['as-before'] },
  },
  {
    name: 'one-byte-changed',
    is: 'wrong: one body in 50 during the drain has another byte in its middle',
    made: { frontend: { faults: [{ fault: 'corrupt', oneIn: 50 }] } },
    expect: { exit: 1, fails: ['as-before'] },
  },
  {
    name: 'half-the-body',
    is: 'wrong: half of each body during the drain, with a Content-Length that fits',
    made: { frontend: { faults: [{ fault: 'halve' }] } },
    expect: { exit: 1, fails: ['as-before'] },
  },
  {
    name: 'framing-changed',
    is: 'wrong: chunks during the drain, a Content-Length before it',
    made: { frontend: { faults: [{ fault: 'reframe' }] } },
    expect: { exit: 1, fails: ['as-before'] },
  },
  {
    name: 'empty-at-the-return',
    is: 'wrong: backend a answers 200 without a body once it is back',
    made: {
      a: { faults: [{ fault: 'instead', during: 'return', headers: { 'X-Backend': 'a' } }] },
    },
    expect: { exit: 1, fails: ['as-before'] },
  },
  {
    name: 'one-byte-changed-but-permitted',
    is: 'right: one byte of each body changes with every answer, before and after the flip',
    made: { frontend: { faults: [{ fault: 'corrupt', during: 'always', oneIn: 2 }] } },
    expect: { exit: 0 },
  },
  {
    name: 'one-byte-changed-of-two-pages',
    is: 'wrong: one body in 20 during the drain has another byte; each backend has a page of its own',
    made: {
      backend: { app: 'names-itself' },
      frontend: { faults: [{ fault: 'corrupt', oneIn: 20 }] },
    },
    expect: { exit: 1, fails: ['as-before'] },
  },
  {
    name: 'one-byte-changed-unnamed',
    is: 'wrong: the same, and no header names the backend',
    made: {
      backend: { app: 'names-itself', named: false },
      frontend: { faults: [{ fault: 'corrupt', oneIn: 20 }] },
    },
    drops: ['--backend-header'],
    expect: { exit: 1, fails: ['as-before'] },
  },
  {
    name: 'empty-instead-of-a-redirect',
    is: 'wrong: 200 without a body for one in 10 during the drain, where every answer was a redirect',
    made: {
      backend: { app: 'redirect' },
      frontend: { faults: [{ fault: 'instead', oneIn: 10 }] },
    },
    expect: { exit: 1, fails: ['as-before'] },
  },
  {
    name: 'page-instead-of-nothing',
    is: 'wrong: a page with 200 during the drain, where the application answers 204',
    made: {
      backend: { app: 'no-content' },
      frontend: { faults: [{ fault: 'instead', body: MAINTAINING }] },
    },
    expect: { exit: 1, fails: ['as-before'] },
  },
  {
    name: 'large-and-one-byte-changed',
    is: 'wrong: one body of 220 kB in 20 during the drain has another byte in its middle',
    made: { backend: { app: 'large' }, frontend: { faults: [{ fault: 'corrupt', oneIn: 20 }] } },
    expect: { exit: 1, fails: ['as-before'] },
  },
];
