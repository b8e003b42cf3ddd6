import type { FromServer, LedgerPart, ServerOptions } from '../../backend/messages.js';
import { SERVER_REQUESTS, SERVER_SOCKETS } from '../../lib/columns/ledger-schemas.js';
import { type Schema, Table } from '../../lib/columns/table.js';
import type { ServerLedger, ThinnedArrivals } from '../../model/ledger.js';
import { startWorker } from '../../net/worker-process.js';
import { type Box, ready, takeBox } from './box.js';
import type { ServerKind } from './box-kind.js';

const ENTRY = new URL('../../backend/main.js', import.meta.url);
/** Longest time in which a server may deliver its ledger. */
const LEDGER_MS = 15_000;

/** The backend server of src/backend. */
export const bundledServer: ServerKind = {
  start({ spec, servers, engine, onDeath }) {
    const { name: backend, server: listen, fault } = spec;
    const options: ServerOptions = { name: backend, listen, fault, engine, servers };
    const name = `backend server ${backend}`;
    const child = startWorker({
      entry: ENTRY,
      name,
      args: [JSON.stringify(options)],
      stderr: 'pipe',
    });
    const box = takeBox<FromServer>({ name, child, onDeath });
    return {
      name,
      pid: box.pid,
      ready: () => ready(box),
      stop: () => box.stop(),
      ledger: () => collectLedger(backend, box),
      maintenance: (on) => box.send({ type: 'maintenance', on }),
      mark: (disturbed) => box.send({ type: 'mark', disturbed }),
    };
  },
};

/** A server with several processes sends one part of the ledger for each. */
async function collectLedger(backend: string, box: Box<FromServer>): Promise<ServerLedger> {
  const parts: LedgerPart[] = [];
  box.send({ type: 'ledger' });
  await box.message((message): message is LedgerPart => {
    if (message.type !== 'ledger') return false;
    parts.push(message);
    return message.last;
  }, LEDGER_MS);
  return {
    backend,
    requests: joined(
      SERVER_REQUESTS,
      parts.map(({ requests }) => requests),
    ),
    sockets: joined(
      SERVER_SOCKETS,
      parts.map(({ sockets }) => sockets),
    ),
    thinned: thinnedOf(parts.flatMap(({ thinned }) => thinned ?? [])),
  };
}

function joined<T extends object>(schema: Schema<T>, parts: readonly Uint8Array[]): Table<T> {
  const tables = parts.map((bytes) => Table.decode(schema, Buffer.from(bytes)));
  const [first, ...others] = tables;
  for (const table of others) for (const row of table) first?.append(row);
  return first ?? new Table(schema);
}

function thinnedOf(parts: readonly ThinnedArrivals[]): ThinnedArrivals | null {
  if (parts.length === 0) return null;
  return {
    arrivals: parts.flatMap(({ arrivals }) => arrivals),
    below: Math.min(...parts.map(({ below }) => below)),
  };
}
