const ordinary = (name, is, made, more = {}) => ({
  name,
  is: `right: ${is}`,
  made,
  expect: { exit: 0 },
  ...more,
});
const application = (app, is) => ordinary(app, is, { backend: { app } });

/** Ordinary applications, none of them wrong. */
export const applications = [
  ordinary(
    'plain',
    'the same page for everybody',
    {},
    {
      expect: { exit: 0, says: [/short GETs only/] },
    },
  ),
  application('clock-in-seconds', 'each answer says the time'),
  application('request-counter', 'each answer counts, so that its length grows now and then'),
  application('random-length', 'bodies of random length'),
  application('random-token', 'a random token in each body'),
  application('names-itself', 'each backend has a body, and a length, of its own'),
  application('chunks-of-any-length', 'chunked answers of random length'),
  application('gzip', 'compressed answers'),
  application('length-zero', 'answers with Content-Length: 0'),
  application('no-content', 'answers 204'),
  application('redirect', 'redirects everybody, before the flip as after it'),
  application('slow-b', 'backend b is much slower than a'),
  ordinary(
    'names-itself-without-a-header',
    'as names-itself, and no header tells who answered',
    {
      backend: { app: 'names-itself', named: false },
    },
    { drops: ['--backend-header'], flags: [], expect: { exit: [0, 3] } },
  ),
  ordinary('backup', 'a third backend, with a body of its own, stands in for one that is down', {
    backend: { app: 'names-itself' },
    frontend: {},
    c: {},
  }),
  ordinary('connection-close', 'each answer is the last one on its connection', {
    frontend: { announcesClose: true },
  }),
  ordinary(
    'no-waiting-timeout',
    'nothing bounds what is established',
    {
      frontend: { waitMs: null },
    },
    { drops: ['--wait'], flags: ['--wait', 'none'] },
  ),
];
