/** Which box is to blame. */
export const blame = [
  {
    name: 'page-on-the-wrong-backend',
    often: true,
    is: 'wrong: the command switches maintenance on at backend b',
    made: {},
    on: 'echo maintaining > {b}',
    off: 'rm -f {b}',
    expect: { exit: 1, fails: ['flip-visible'], says: [/\bb\b[^\n]*page|page[^\n]*\bb\b/] },
  },
  {
    name: 'page-on-both',
    is: 'wrong: both backends show the page, and no client is served',
    made: { b: { pageOf: ['a', 'b'] } },
    expect: {
      exit: 1,
      failsOneOf: ['complete-response', 'flip-visible'],
      says: [/\bb\b[^\n]*page|page[^\n]*\b(b|both)\b/],
    },
  },
  {
    name: 'page-on-both-and-used',
    is: 'wrong: both backends show the page, but the frontend still uses them',
    made: { b: { pageOf: ['a', 'b'] }, frontend: { failsOpen: true, waitMs: null } },
    expect: { exit: 1, says: [/\bb\b[^\n]*page|page[^\n]*\b(b|both)\b/] },
  },
  {
    name: 'page-with-503',
    often: true,
    is: 'right, and noted: the page comes with 503, so the body was not tested',
    made: { backend: { pageStatus: 503 } },
    expect: { exit: 0, says: [/503/] },
  },
  {
    name: 'other-backend-changes',
    is: 'wrong: backend b, not the frontend, changes a byte during the drain',
    made: { b: { faults: [{ fault: 'corrupt', oneIn: 5 }] } },
    expect: { exit: 1, fails: ['as-before'], says: [/from b\b/] },
  },
  {
    name: 'other-backend-cuts',
    is: 'wrong: backend b answers one request in 10 with 500 during the drain',
    made: {
      b: { faults: [{ fault: 'instead', status: 500, oneIn: 10, headers: { 'X-Backend': 'b' } }] },
    },
    expect: { exit: 1, failsOneOf: ['complete-response', 'as-before'], says: [/from b\b/] },
  },
  {
    name: 'page-with-404',
    is: 'right, and noted: the page comes with 404, so the body was not tested',
    made: { backend: { pageStatus: 404 } },
    expect: { exit: 0, says: [/404/] },
  },
];
