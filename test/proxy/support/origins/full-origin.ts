import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { createLoop } from '../../../../src/net/create-loop.js';
import { UNOWNED } from '../../../../src/net/unowned.js';

export interface FullOrigin {
  readonly port: number;
  close(): void;
}

/**
 * A server that accepts and refuses no connection: its accept queue is full, so the kernel leaves
 * every further connect unanswered. Needs the epoll engine.
 */
export async function fullOrigin(address: string, port = 0): Promise<FullOrigin> {
  const loop = await createLoop('epoll');
  const accept = () => UNOWNED;
  const listener = await loop.listen({ on: { address, port }, backlog: 1, paused: true, accept });
  // One more than the backlog; later ones are dropped, and their kernel tries again.
  const fillers = Array.from({ length: 4 }, () => connect(listener.port, address));
  for (const filler of fillers) filler.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    let connected = 0;
    for (const filler of fillers) filler.once('connect', () => ++connected === 2 && resolve());
  });
  return {
    port: listener.port,
    close: () => {
      for (const filler of fillers) filler.destroy();
      loop.close();
    },
  };
}

/** Until the test is over. */
export async function fullOriginHere(address: string): Promise<FullOrigin> {
  const origin = await fullOrigin(address);
  onTestFinished(() => origin.close());
  return origin;
}
