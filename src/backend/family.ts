import { createLoop } from '../net/create-loop.js';
import { startWorker } from '../net/worker-process.js';
import type { FromServer, ServerOptions } from './messages.js';
import type { Server } from './serve.js';

const ENTRY = new URL('./main.js', import.meta.url);

/** Several processes on one listening socket, which look like one server from outside. */
export async function runFamily(
  options: ServerOptions,
  tell: (message: FromServer) => void,
): Promise<Server> {
  const loop = await createLoop(options.engine);
  const listener = await loop.listen({
    on: options.listen,
    backlog: 4096,
    paused: true,
    accept: () => {
      throw new Error('the parent of a family accepts nothing');
    },
  });
  const size = options.workers ?? 1;
  let ready = 0;
  let ledgersToCome = 0;
  const members = Array.from({ length: size }, (_, index) => {
    const member = startWorker({
      entry: ENTRY,
      name: `backend server ${options.name} ${index}`,
      args: [JSON.stringify(options), String(index)],
      listenFds: [listener.fd],
    });
    member.on('message', (message: FromServer) => {
      if (message.type === 'ready') {
        ready++;
        if (ready === size) tell(message);
      } else {
        if (message.last) ledgersToCome--;
        tell({ ...message, last: ledgersToCome === 0 });
      }
    });
    // A server that lost one of its processes has lost a part of its ledger.
    member.once('exit', () => process.kill(process.pid, 'SIGKILL'));
    return member;
  });
  return {
    hear: (message) => {
      if (message.type === 'ledger') ledgersToCome = size;
      for (const member of members) member.send(message);
    },
  };
}
