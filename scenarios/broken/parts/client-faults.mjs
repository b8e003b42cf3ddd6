import net from 'node:net';

/**
 * Faults of client connections. Each gets the frontend and its own parameters, and listens to
 * the maintenance for its moment.
 */
const CLIENT_FAULTS = {
  /** Closes every client connection that waits for no answer, at the flip; `how`: fin or rst. */
  'close-idle': (frontend, { how = 'fin', spreadMs = 0 }) => {
    frontend.maintenance.once('drain', () => {
      const idle = [...frontend.clients].filter((socket) => !socket.busy);
      for (const [at, socket] of idle.entries()) {
        setTimeout(() => end(socket, how), (spreadMs * at) / idle.length);
      }
    });
  },
  /** Takes no new connections during the drain; the established ones are served. */
  'refuse-new': (frontend) => {
    const { maintenance, server, listen } = frontend;
    // The method of net, not that of http: the latter closes idle connections as well.
    maintenance.on('drain', () => net.Server.prototype.close.call(server));
    maintenance.on('return', () => server.listen(listen.port, listen.address));
  },
  /** Resets every connection that is opened during the drain. */
  'reset-new': (frontend) => {
    frontend.server.on('connection', (socket) => {
      if (frontend.maintenance.phase === 'drain') socket.resetAndDestroy();
    });
  },
  /** Passes nothing on in tunnels from the flip on; they stay open. */
  'deaf-tunnels': (frontend) => {
    frontend.maintenance.once('drain', () => {
      for (const { socket, upstream } of frontend.tunnels()) socket.unpipe(upstream).resume();
    });
  },
  /** Does not answer upgrades that begin during the drain. */
  'mute-upgrades': (frontend) => {
    frontend.takesUpgrade = () => frontend.maintenance.phase !== 'drain';
  },
};

function end(socket, how) {
  if (how === 'rst') socket.resetAndDestroy();
  // A request may have begun since: its answer comes first.
  else if (socket.busy) socket.closesNext = true;
  else socket.end();
}

export function addClientFaults(frontend, specs) {
  for (const spec of specs) CLIENT_FAULTS[spec.fault]?.(frontend, spec);
}
