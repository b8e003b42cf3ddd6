import { TidegateError } from '../../lib/errors.js';
import type { Endpoint } from '../../model/origin.js';
import type { Bind, CloseReason, Connection, ConnectionHandler, Loop } from '../../net/loop.js';

/** One connect: its local end and its destination. */
export interface Attempt {
  readonly bind: Bind;
  readonly to: Endpoint;
}

/** An open connection, or null if the kernel had no port for it. */
export type Outcome = Connection | null;

type Settle = (connection: Connection, reason: CloseReason | null) => void;

const ignore = () => undefined;

/** Reports the outcome of the connect to the connection's owner; later events change nothing. */
const SETTLING: ConnectionHandler = {
  onOpen: (connection) => (connection.owner as Settle)(connection, null),
  onClose: (connection, reason) => (connection.owner as Settle)(connection, reason),
  onData: ignore,
  onDrain: ignore,
  onEnd: ignore,
};

/**
 * @throws TidegateError PROVE_CONNECTION_BROKEN for any end other than "no port", because then
 *   nothing is proven
 */
export function open(loop: Loop, { bind, to }: Attempt): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const owner: Settle = (connection, reason) => {
      if (reason === null) resolve(connection);
      else if (reason === 'no-port' || reason === 'no-address') resolve(null);
      else reject(broken(reason, to));
    };
    loop.connect({ to, bind, handler: SETTLING, owner, timeoutMs: PATIENCE_MS });
  });
}

/** Opens connections one after the other until the kernel first refuses; resolves with the open ones. */
export async function openUntilRefused(
  loop: Loop,
  attempts: Iterable<Attempt>,
): Promise<Connection[]> {
  const opened: Connection[] = [];
  for (const attempt of attempts) {
    const connection = await open(loop, attempt);
    if (!connection) break;
    opened.push(connection);
  }
  return opened;
}

/**
 * Listens and accepts nothing. The accept queue holds the other end of every connection, so a
 * connection costs this process one descriptor instead of two.
 */
export async function listenUnattended(loop: Loop, on: Endpoint): Promise<void> {
  const accept = () => SETTLING;
  await loop.listen({ on, backlog: LONGEST_QUEUE, paused: true, accept });
}

/**
 * The largest net.core.somaxconn that every kernel accepts, and so the most connections to one
 * destination.
 */
export const LONGEST_QUEUE = 65_535;

/** No connect over loopback takes this long, unless the accept queue is full. */
const PATIENCE_MS = 10_000;

function broken(reason: CloseReason, to: Endpoint): TidegateError {
  return new TidegateError(
    'PROVE_CONNECTION_BROKEN',
    `a connection to ${to.address}:${to.port} in the namespace ended with "${reason}"`,
    {
      hint:
        reason === 'no-descriptor'
          ? 'Raise the descriptor limit (ulimit -n), or prove a smaller range.'
          : 'Look for what filters loopback traffic in new network namespaces.',
    },
  );
}
