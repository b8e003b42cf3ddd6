import { describe, expect, it } from 'vitest';
import {
  CLIENT_CONNECTIONS,
  CLIENT_REQUESTS,
  SERVER_REQUESTS,
  SERVER_SOCKETS,
} from '../../../src/lib/columns/ledger-schemas.js';
import { Table } from '../../../src/lib/columns/table.js';
import type { RunAccount } from '../../../src/model/run-account.js';
import { decodeLedger, encodeLedger, type StoredRun } from '../../../src/run/stored/ledger-file.js';
import { judgeRun } from '../../../src/verify/judge-run.js';
import { accountOf } from '../../support/account.js';
import { goodRun, heldRun, type LedgerBuilder } from '../../support/ledger.js';

/** In tables, as a run has its rows: their times are rounded before they are judged. */
function told(run: LedgerBuilder, account: Partial<RunAccount> = {}): StoredRun {
  const { connections, requests, servers, ...rest } = run.whole();
  return {
    account: { ...accountOf(run), ...account },
    ledger: {
      ...rest,
      connections: Table.of(CLIENT_CONNECTIONS, connections),
      requests: Table.of(CLIENT_REQUESTS, requests),
      servers:
        servers?.map((server) => ({
          ...server,
          requests: Table.of(SERVER_REQUESTS, server.requests),
          sockets: Table.of(SERVER_SOCKETS, server.sockets),
        })) ?? null,
    },
  };
}

function changed(change: (run: LedgerBuilder) => void, account?: Partial<RunAccount>): StoredRun {
  const run = goodRun();
  change(run);
  return told(run, account);
}

/** Backend a is called so, wherever an account has a key for it. */
function called(name: string): StoredRun {
  const run = changed(({ requests, servers, ledger, ...builder }) => {
    requests.forEach((request, at) => {
      if (request.backend === 'a') requests[at] = { ...request, backend: name };
    });
    Object.assign(servers.a, { backend: name });
    Object.assign(ledger.flip, { backend: name });
    Object.assign(builder.maintenance, { healthUrls: Object.fromEntries([[name, 'http://a/']]) });
  });
  const { plan, memory } = run.account;
  const perConnection = Object.fromEntries([[name, 12]]);
  const boxes = Object.fromEntries([[name, 'bundled']]);
  const account = {
    ...run.account,
    plan: { ...plan, boxes },
    memory: { ...memory, perConnection },
  };
  return { ...run, account };
}

const words = { beginning: 'the command', end: 'its end', during: 'command', after: 'after' };

const RUNS: Readonly<Record<string, StoredRun>> = {
  'of a hold': told(heldRun()),
  'of a command that never ended': told(heldRun(), {
    disturbance: { beganMs: 5000, endedMs: null, words },
  }),
  'that was interrupted': told(goodRun(), { interrupted: true }),
  'with trouble': told(goodRun(), { trouble: { code: 'X', message: 'died', said: ['so'] } }),
  'without any row': changed(({ connections, requests, servers }) => {
    connections.splice(0);
    requests.splice(0);
    for (const server of Object.values(servers)) {
      server.requests.splice(0);
      server.sockets.splice(0);
    }
  }),
  'over IPv6, beyond an hour, with the ids of strangers': changed(({ connections, requests }) => {
    connections.forEach((one, at) => {
      connections[at] = { ...one, local: `[fe80::1%eth0]:${at}`, closedMs: 4e7 + at / 3 };
    });
    requests.forEach((one, at) => {
      requests[at] = { ...one, id: `01-${at}-\u0000`, sentMs: one.sentMs - 6000.123 };
    });
  }),
  'with a backend called __proto__': called('__proto__'),
  'with a backend called constructor': called('constructor'),
};

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a stored ledger gives the result of the run', () => {
  it.each(Object.entries(RUNS))('%s', (_, run) => {
    const again = decodeLedger(
      encodeLedger(run, (text) => text),
      'a.ledger',
    );
    expect(plain(again.account)).toEqual(plain(run.account));
    expect(plain(judgeRun(again.account, again.ledger))).toEqual(
      plain(judgeRun(run.account, run.ledger)),
    );
  });
});
