const RIGHT = { exit: 0 };
const application = (app, is) => ({
  name: app,
  is: `right: ${is}`,
  made: { backend: { app } },
  expect: RIGHT,
});

/** Ordinary applications, none of them wrong. */
export const applications = [
  {
    name: 'plain',
    often: true,
    is: 'right: the same page for every client',
    made: {},
    expect: { ...RIGHT, says: [/short GETs only/] },
  },
  application('clock-in-seconds', 'each answer contains the time'),
  {
    ...application(
      'request-counter',
      'each answer contains a counter, so that its length grows now and then',
    ),
    often: true,
  },
  application('random-length', 'bodies of random length'),
  application('random-token', 'a random token in each body'),
  application('names-itself', 'each backend has a body, and a length, of its own'),
  { ...application('chunks-of-any-length', 'chunked answers of random length'), often: true },
  application('gzip', 'compressed answers'),
  application('length-zero', 'answers with Content-Length: 0'),
  application('no-content', 'answers 204'),
  application('redirect', 'redirects every client, before and after the flip'),
  application('slow-b', 'backend b is much slower than a'),
  {
    name: 'names-itself-unnamed',
    is: 'right: as names-itself, and no header names the backend',
    made: { backend: { app: 'names-itself', named: false } },
    drops: ['--backend-header'],
    expect: RIGHT,
  },
  {
    name: 'backup',
    is: 'right: a third backend, with a different body, replaces one that is down',
    made: { backend: { app: 'names-itself' }, c: {} },
    expect: RIGHT,
  },
  {
    name: 'connection-close',
    is: 'right: each answer is the last one on its connection',
    made: { frontend: { announcesClose: true } },
    expect: RIGHT,
  },
  {
    name: 'no-waiting-timeout',
    is: 'right: there is no waiting timeout, and --wait none says so',
    made: { frontend: { waitMs: null } },
    flags: ['--wait', 'none'],
    expect: RIGHT,
  },
  application('two-variants', 'one of two pages, as in an experiment'),
  application('whoami', 'each answer names its connection to the frontend'),
  application('large', 'answers of 220 kB'),
  {
    name: 'three-backends',
    is: 'right: a third backend that serves all the time, and is not named on the command line',
    made: { backend: { app: 'names-itself' }, c: {}, three: true },
    expect: RIGHT,
  },
  {
    name: 'until-close',
    is: 'right: no length and no chunks: the end of the connection ends each body',
    made: { frontend: { untilClose: true } },
    expect: RIGHT,
  },
  {
    name: 'early-hints',
    is: 'right: 103 Early Hints before each answer',
    made: { frontend: { earlyHints: true } },
    expect: RIGHT,
  },
  {
    name: 'ten-requests-a-connection',
    is: 'right: each tenth answer is the last one on its connection, all the time',
    made: { frontend: { announcesClose: 10 } },
    expect: RIGHT,
  },
  {
    name: 'short-keep-alive',
    is: 'right: idle client connections are closed after 700 ms, all the time',
    made: { frontend: { faults: [{ fault: 'close-stale', idleMs: 700, always: true }] } },
    expect: RIGHT,
  },
];
