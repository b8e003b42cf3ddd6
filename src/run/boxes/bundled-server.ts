import type { FromServer, ServerOptions } from '../../backend/messages.js';
import type { ServerLedger, ServerRequest, ServerSocket } from '../../model/ledger.js';
import { startWorker } from '../../net/worker-process.js';
import { type Box, ready, takeBox } from './box.js';
import type { ServerKind } from './box-kind.js';

const ENTRY = new URL('../../backend/main.js', import.meta.url);
/** Longest between two batches of a ledger. */
const LEDGER_MS = 15_000;

/** The backend server of src/backend. */
export const bundledServer: ServerKind = {
  start({ spec, engine, onDeath }) {
    const { name: backend, server: listen, fault } = spec;
    const options: ServerOptions = { name: backend, listen, fault, engine };
    const name = `backend server ${backend}`;
    const child = startWorker({ entry: ENTRY, name, args: [JSON.stringify(options)] });
    const box = takeBox<FromServer>({ name, child, onDeath });
    return {
      name,
      pid: box.pid,
      ready: () => ready(box),
      stop: () => box.stop(),
      ledger: () => collectLedger(backend, box),
      maintenance: (on) => box.send({ type: 'maintenance', on }),
    };
  },
};

/** The ledger comes in batches. */
async function collectLedger(backend: string, box: Box<FromServer>): Promise<ServerLedger> {
  const requests: ServerRequest[] = [];
  const sockets: ServerSocket[] = [];
  box.send({ type: 'ledger' });
  await box.message((message): message is FromServer => {
    if (message.type !== 'ledger') return false;
    for (const request of message.requests) requests.push(request);
    for (const socket of message.sockets) sockets.push(socket);
    return message.last;
  }, LEDGER_MS);
  return { backend, requests, sockets };
}
