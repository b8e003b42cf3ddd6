const unnamed = { named: false };
const NO_HEADER = ['--backend-header'];

/** What is left at the drained backend, and whether anything shows it. */
export const gone = [
  {
    name: 'never-drains',
    is: 'wrong: the frontend does not check health at all',
    made: { frontend: { check: null } },
    expect: { exit: 1, fails: ['last-new-request'] },
  },
  {
    name: 'status-only',
    is: 'wrong: the frontend believes the status of the health answer alone',
    made: { frontend: { check: { judge: 'status' } } },
    expect: { exit: 1, fails: ['last-new-request'] },
  },
  {
    name: 'one-in-20-still-goes-there',
    is: 'wrong: one request in 20 still goes to backend a',
    made: { frontend: { leak: 20 } },
    expect: { exit: 1, fails: ['last-new-request'] },
  },
  {
    name: 'pinned-connections',
    is: 'wrong: a client connection keeps the backend of its first request',
    made: { frontend: { pins: true } },
    expect: { exit: 1, fails: ['last-new-request'] },
  },
  {
    name: 'never-drains-unnamed',
    is: 'wrong: the frontend checks nothing, and no header names the backend',
    made: { backend: unnamed, frontend: { check: null } },
    drops: NO_HEADER,
    expect: { exit: [1, 3] },
  },
  {
    name: 'never-drains-unnamed-no-pool',
    often: true,
    is: 'wrong: as never-drains-unnamed, with a new connection for each request',
    made: { backend: unnamed, frontend: { check: null, pool: false } },
    drops: NO_HEADER,
    expect: { exit: [1, 3] },
  },
  {
    name: 'leaks-unnamed',
    often: true,
    is: 'wrong: one request in 5 still goes to backend a, and no header names it',
    made: { backend: unnamed, frontend: { leak: 5, keepsPool: true } },
    drops: NO_HEADER,
    expect: { exit: [1, 3] },
  },
  {
    name: 'pinned-connections-unnamed',
    is: 'wrong: as pinned-connections, and no header names the backend',
    made: { backend: unnamed, frontend: { pins: true, keepsPool: true } },
    drops: NO_HEADER,
    expect: { exit: [1, 3] },
  },
  {
    name: 'idle-pool-stays',
    often: true,
    is: 'right: idle connections to backend a stay in the pool, and nothing goes over them',
    made: { frontend: { keepsPool: true } },
    expect: { exit: 0, says: [/idle/] },
  },
  {
    name: 'idle-pool-stays-unnamed',
    is: 'right: as idle-pool-stays, and no header names the backend',
    made: { backend: unnamed, frontend: { keepsPool: true } },
    drops: NO_HEADER,
    expect: { exit: 0 },
  },
  {
    name: 'no-pool',
    is: 'right: the frontend opens a connection for each request',
    made: { frontend: { pool: false } },
    expect: { exit: 0 },
  },
  {
    name: 'haproxy-and-nginx',
    is: 'right: HAProxy with its pool, and nginx behind it',
    needs: ['haproxy', 'nginx'],
    made: {
      frontend: { haproxy: 'haproxy-stock.cfg' },
      backend: { nginx: 'nginx-try-files.conf' },
    },
    expect: { exit: 0 },
  },
  {
    name: 'haproxy-and-return-200',
    is: 'right: the same before an nginx whose answers name nobody',
    needs: ['haproxy', 'nginx'],
    made: { frontend: { haproxy: 'haproxy-stock.cfg' }, backend: { nginx: 'nginx-return.conf' } },
    drops: NO_HEADER,
    expect: { exit: 0 },
  },
  {
    name: 'haproxy-and-a-static-site',
    often: true,
    is: 'right: the same before a static site',
    needs: ['haproxy', 'nginx'],
    made: { frontend: { haproxy: 'haproxy-stock.cfg' }, backend: { nginx: 'nginx-static.conf' } },
    drops: NO_HEADER,
    expect: { exit: 0 },
  },
  {
    name: 'haproxy-short-pool',
    is: 'right: HAProxy lets idle connections go after half a second',
    needs: ['haproxy', 'nginx'],
    made: {
      frontend: { haproxy: 'haproxy-short-pool.cfg' },
      backend: { nginx: 'nginx-try-files.conf' },
    },
    expect: { exit: 0 },
  },
  {
    name: 'haproxy-status-only',
    is: 'wrong: HAProxy believes the status alone',
    needs: ['haproxy', 'nginx'],
    made: {
      frontend: { haproxy: 'haproxy-status-only.cfg' },
      backend: { nginx: 'nginx-try-files.conf' },
    },
    expect: { exit: 1, fails: ['last-new-request'] },
  },
  {
    name: 'nginx-without-a-check',
    is: 'wrong: open-source nginx as frontend never asks the health URI',
    needs: ['nginx'],
    made: {
      frontend: { nginx: 'nginx-frontend.conf' },
      backend: { nginx: 'nginx-try-files.conf' },
    },
    expect: { exit: 1, fails: ['last-new-request'] },
  },
];
