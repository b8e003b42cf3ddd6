import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import {
  CLIENT_CONNECTIONS,
  CLIENT_REQUESTS,
  SERVER_REQUESTS,
  SERVER_SOCKETS,
} from '../../lib/columns/ledger-schemas.js';
import { type Schema, Table } from '../../lib/columns/table.js';
import { reasonOf, TidegateError } from '../../lib/errors.js';
import type { Ledger, Rows, ServerLedger } from '../../model/ledger.js';
import type { RunAccount } from '../../model/run-account.js';
import { bad, packSections, type Sections, unpackSections } from './container.js';
import { hideWords } from './hide-words.js';
import { accountSchema, ledgerSchema, serversSchema } from './schemas.js';

/** Everything that a run is judged by. */
export interface StoredRun {
  readonly account: RunAccount;
  readonly ledger: Ledger;
}

/** @param hide returns what is written instead of a text */
export function encodeLedger(run: StoredRun, hide: (text: string) => string): Buffer {
  return packSections(sectionsOf(run, hide));
}

function* sectionsOf(
  { account, ledger }: StoredRun,
  hide: (text: string) => string,
): Generator<readonly [name: string, bytes: Buffer]> {
  const { connections, requests, servers, ...small } = ledger;
  const table = <T extends object>(schema: Schema<T>, rows: Rows<T>): Buffer =>
    (rows instanceof Table ? (rows as Table<T>) : Table.of(schema, rows)).encode(hide);
  yield ['account', json(hideWords(account, hide))];
  yield ['ledger', json(hideWords(small, hide))];
  yield ['servers', json(hideWords(servers?.map(besideColumns) ?? null, hide))];
  yield ['connections', table(CLIENT_CONNECTIONS, connections)];
  yield ['requests', table(CLIENT_REQUESTS, requests)];
  for (const [number, server] of servers?.entries() ?? []) {
    yield [`server ${number} requests`, table(SERVER_REQUESTS, server.requests)];
    yield [`server ${number} sockets`, table(SERVER_SOCKETS, server.sockets)];
  }
}

/**
 * @param file its name, for the message
 * @throws TidegateError LEDGER_BAD, LEDGER_INCOMPLETE, LEDGER_UNSUPPORTED
 */
export function decodeLedger(bytes: Buffer, file: string): StoredRun {
  const sections = unpackSections(bytes, file);
  const read = { sections, file };
  const servers = parse(read, 'servers', serversSchema);
  return {
    account: parse(read, 'account', accountSchema),
    ledger: {
      ...parse(read, 'ledger', ledgerSchema),
      connections: tableOf(read, 'connections', CLIENT_CONNECTIONS),
      requests: tableOf(read, 'requests', CLIENT_REQUESTS),
      servers:
        servers?.map((server, number) => ({
          ...server,
          requests: tableOf(read, `server ${number} requests`, SERVER_REQUESTS),
          sockets: tableOf(read, `server ${number} sockets`, SERVER_SOCKETS),
        })) ?? null,
    },
  };
}

/**
 * @param file its name, for the message
 * @throws what decodeLedger throws, and TidegateError LEDGER_NOT_READABLE
 */
export async function readLedger(path: string, file = path): Promise<StoredRun> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const why = reasonOf(cause);
    throw new TidegateError('LEDGER_NOT_READABLE', `cannot read ${file}: ${why}`, {
      hint: 'Name the .ledger file that stands beside a result of `tidegate run`.',
      cause,
    });
  }
  return decodeLedger(bytes, file);
}

function besideColumns({
  backend,
  thinned,
}: ServerLedger): Omit<ServerLedger, 'requests' | 'sockets'> {
  return { backend, thinned };
}

interface Reading {
  readonly sections: Sections;
  readonly file: string;
}

function sectionOf({ sections, file }: Reading, name: string): Buffer {
  const bytes = sections.get(name);
  if (!bytes) throw bad(file, `it has no section ${name}`);
  return bytes;
}

function parse<O>(reading: Reading, name: string, schema: v.GenericSchema<unknown, O>): O {
  const { file } = reading;
  let data: unknown;
  try {
    data = JSON.parse(sectionOf(reading, name).toString('utf8'));
  } catch (cause) {
    if (cause instanceof TidegateError) throw cause;
    throw bad(file, `its section ${name} is no JSON`, cause);
  }
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw bad(file, `${name}.${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}

function tableOf<T extends object>(reading: Reading, name: string, schema: Schema<T>): Table<T> {
  const bytes = sectionOf(reading, name);
  try {
    return Table.decode(schema, bytes);
  } catch (cause) {
    const why = reasonOf(cause);
    throw bad(reading.file, `its section ${name}: ${why}`, cause);
  }
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
