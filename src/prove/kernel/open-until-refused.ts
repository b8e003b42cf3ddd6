import { TidegateError } from '../../lib/errors.js';
import type { Endpoint } from '../../model/origin.js';
import type { Bind, CloseReason, Connection, ConnectionHandler, Loop } from '../../net/loop.js';

/** One connect: from where, to where. */
export interface Attempt {
  readonly bind: Bind;
  readonly to: Endpoint;
}

/** An open connection, or null where the kernel had no port for it. */
export type Outcome = Connection | null;

type Settle = (connection: Connection, reason: CloseReason | null) => void;

const ignore = () => undefined;

/** Tells the connection's owner how connecting went; later events settle nothing any more. */
const SETTLING: ConnectionHandler = {
  onOpen: (connection) => (connection.owner as Settle)(connection, null),
  onClose: (connection, reason) => (connection.owner as Settle)(connection, reason),
  onData: ignore,
  onDrain: ignore,
  onEnd: ignore,
};

/** @throws TidegateError PROVE_CONNECTION_BROKEN for any end but "no port": then nothing is proven. */
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

/** Opens one after the other until the kernel first refuses; resolves with those that are open. */
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
 * Listens and accepts nothing: the accept queue holds the other end of every connection, so that
 * a connection costs this process one descriptor, not two.
 */
export async function listenUnattended(loop: Loop, on: Endpoint): Promise<void> {
  const accept = () => SETTLING;
  await loop.listen({ on, backlog: LONGEST_QUEUE, paused: true, accept });
}

/** All that net.core.somaxconn takes on every kernel, and so the connections to one destination. */
export const LONGEST_QUEUE = 65_535;

/** No connect over loopback takes so long, unless the accept queue is full after all. */
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
