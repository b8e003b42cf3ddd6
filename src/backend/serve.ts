import { createLoop } from '../net/create-loop.js';
import { BackendServer } from './backend-server.js';
import type { FromServer, LedgerPart, ServerOptions, ToServer } from './messages.js';
import { ServerBook } from './server-book.js';

/** Far more sockets than one process ever has. */
const IDS_A_PROCESS = 1e9;

/** A running server, or a family of them, as its entry uses it. */
export interface Server {
  hear(message: ToServer): void;
}

/**
 * Serves in this process. `part`: one of several processes, on a descriptor inherited from the
 * parent.
 */
export async function serve(
  options: ServerOptions,
  tell: (message: FromServer) => void,
  part: { readonly index: number; readonly fd: number } | null,
): Promise<Server> {
  const loop = await createLoop(options.engine);
  const { workers = 1, servers = 1 } = options;
  const book = new ServerBook((part?.index ?? 0) * IDS_A_PROCESS, 1 / (workers * servers));
  const backend = new BackendServer(options, book);
  await loop.listen({
    on: part === null ? options.listen : { fd: part.fd },
    backlog: 4096,
    accept: (connection) => backend.accept(connection),
  });
  tell({ type: 'ready' });
  return {
    hear: (message) => {
      if (message.type === 'maintenance') backend.maintenance(message.on);
      if (message.type === 'mark') backend.book.mark(message.disturbed);
      if (message.type === 'ledger') tell(ledgerPart(backend.book));
    },
  };
}

function ledgerPart(book: ServerBook): LedgerPart {
  const { requests, sockets, thinned } = book.ledger();
  return {
    type: 'ledger',
    requests: requests.encode(),
    sockets: sockets.encode(),
    thinned,
    last: true,
  };
}
