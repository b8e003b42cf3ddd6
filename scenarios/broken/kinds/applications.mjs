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
    is: 'right: the same page for everybody',
    made: {},
    expect: { ...RIGHT, says: [/short GETs only/] },
  },
  application('clock-in-seconds', 'each answer says the time'),
  {
    ...application('request-counter', 'each answer counts, so that its length grows now and then'),
    often: true,
  },
  application('random-length', 'bodies of random length'),
  application('random-token', 'a random token in each body'),
  application('names-itself', 'each backend has a body, and a length, of its own'),
  { ...application('chunks-of-any-length', 'chunked answers of random length'), often: true },
  application('gzip', 'compressed answers'),
  application('length-zero', 'answers with Content-Length: 0'),
  application('no-content', 'answers 204'),
  application('redirect', 'redirects everybody, before the flip as after it'),
  application('slow-b', 'backend b is much slower than a'),
  {
    name: 'names-itself-unnamed',
    is: 'right: as names-itself, and no header tells who answered',
    made: { backend: { app: 'names-itself', named: false } },
    drops: ['--backend-header'],
    expect: RIGHT,
  },
  {
    name: 'backup',
    often: true,
    is: 'right: a third backend, with a body of its own, stands in for one that is down',
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
    is: 'right: nothing bounds what is established, and --wait none says so',
    made: { frontend: { waitMs: null } },
    flags: ['--wait', 'none'],
    expect: RIGHT,
  },
  application('two-variants', 'one of two pages, as an experiment shows them'),
];
