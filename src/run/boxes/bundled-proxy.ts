import { spawn } from 'node:child_process';
import { BIN } from '../../lib/package.js';
import type { FromProxy } from '../../proxy/messages.js';
import { ready, takeBox } from './box.js';
import type { PeerChange, ProxyKind, ProxyTerms } from './box-kind.js';

/** The proxy of src/proxy, started by its command, as a user starts it. */
export const bundledProxy: ProxyKind = {
  tellsPeers: true,
  start({ config, prefix, engine, name, onDeath, onPeer }: ProxyTerms) {
    const args = [BIN, 'proxy', '-c', config, '-p', prefix, '--engine', engine];
    const child = spawn(process.execPath, args, {
      // In a session of its own, so that Ctrl-C reaches only the conductor, which ends the boxes in
      // order.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    const onMessage = (message: FromProxy): void => {
      const change = peerChange(message);
      if (change) onPeer?.(change);
    };
    const box = takeBox<FromProxy>({ name, child, onDeath, onMessage });
    return { name, pid: box.pid, ready: () => ready(box), stop: () => box.stop() };
  },
};

function peerChange(message: FromProxy): PeerChange | null {
  if (message.type !== 'peer') return null;
  return { atMs: message.at, server: message.server, state: message.state };
}
