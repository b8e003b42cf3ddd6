/** The return of the drained backend. */
export const returns = [
  {
    name: 'never-returns',
    often: true,
    is: 'wrong: backend a gets no more requests',
    made: { frontend: { neverReturns: true } },
    expect: { exit: 1, fails: ['return'] },
  },
  {
    name: 'never-returns-slow-check',
    is: 'wrong: backend a gets no more requests, where health is checked every 2 s',
    made: { frontend: { neverReturns: true, check: { intervalMs: 2000 } } },
    flags: ['--detect', '2s'],
    expect: { exit: 1, fails: ['return'] },
  },
  {
    name: 'returns-late',
    is: 'wrong: backend a is used 5 s after maintenance is over, although --rise 2 promises less',
    made: { frontend: { returnsAfterMs: 5000 } },
    flags: ['--rise', '2'],
    expect: { exit: 1, fails: ['return'] },
  },
  {
    name: 'fails-at-the-return',
    is: 'wrong: backend a answers one request in 5 with 500 once it is back',
    made: {
      a: {
        faults: [
          {
            fault: 'instead',
            status: 500,
            during: 'return',
            oneIn: 5,
            headers: { 'X-Backend': 'a' },
          },
        ],
      },
    },
    expect: { exit: 1, failsOneOf: ['return', 'complete-response'] },
  },
  {
    name: 'cuts-at-the-return',
    is: 'wrong: one answer in 20 is cut once backend a is back',
    made: { frontend: { faults: [{ fault: 'cut', during: 'return', oneIn: 20 }] } },
    expect: { exit: 1, failsOneOf: ['return', 'complete-response'] },
  },
  {
    name: 'rise-of-5',
    is: 'right: five good checks bring backend a back, and --rise says so',
    made: { frontend: { check: { rise: 5 } } },
    flags: ['--rise', '5'],
    expect: { exit: 0 },
  },
  {
    name: 'rise-of-5-unsaid',
    often: true,
    is: 'right: five good checks bring backend a back, and no option says so',
    made: { frontend: { check: { rise: 5 } } },
    drops: ['--rise'],
    expect: { exit: 0 },
  },
  {
    name: 'fall-of-3',
    is: 'right: three failed checks take backend a out, and --fall says so',
    made: { frontend: { check: { fall: 3 } } },
    flags: ['--fall', '3'],
    expect: { exit: 0 },
  },
  {
    name: 'fall-of-12',
    is: 'wrong: twelve failed checks take backend a out, although one is promised',
    made: { frontend: { check: { fall: 12 } } },
    expect: { exit: 1, fails: ['last-new-request'] },
  },
  {
    name: 'never-returns-unsaid',
    is: 'wrong: backend a gets no more requests, and --rise is not given',
    made: { frontend: { neverReturns: true } },
    drops: ['--rise'],
    expect: { exit: 1, fails: ['return'] },
  },
  {
    name: 'rise-of-10-unsaid',
    is: 'right: ten good checks bring backend a back, and no option says so',
    made: { frontend: { check: { rise: 10 } } },
    drops: ['--rise'],
    expect: { exit: 0 },
  },
  {
    name: 'slow-start',
    is: 'right: backend a gets a fifth of its share during the first second after its return',
    made: { frontend: { slowStartMs: 1000 } },
    expect: { exit: 0 },
  },
  {
    name: 'warms-up',
    is: 'right: backend a takes 200 ms for each answer in the first moment after its return',
    made: { a: { faults: [{ fault: 'delay', ms: 200, during: 'return', firstMs: 800 }] } },
    expect: { exit: 0 },
  },
];
