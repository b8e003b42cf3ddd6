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
  /** Accepts no new connections during the drain, or for a given time; established ones are served. */
  'refuse-new': (frontend, { forMs }) => {
    const { maintenance, server, listen } = frontend;
    // The method of net, not that of http: the latter closes idle connections as well.
    const open = () => server.listening || server.listen(listen.port, listen.address);
    maintenance.on('drain', () => {
      net.Server.prototype.close.call(server);
      if (forMs !== undefined) setTimeout(open, forMs);
    });
    maintenance.on('return', open);
  },
  /** Resets every connection, or every n-th, that is opened during the drain. */
  'reset-new': (frontend, { oneIn = 1 }) => {
    let count = 0;
    frontend.server.on('connection', (socket) => {
      if (frontend.maintenance.phase === 'drain' && count++ % oneIn === 0) socket.resetAndDestroy();
    });
  },
  /** Closes connections that have been idle for this long, from the flip on or always. */
  'close-stale': (frontend, { idleMs, always = false }) => {
    frontend.server.on('request', ({ socket }, response) => {
      clearTimeout(socket.stale);
      response.once('close', () => {
        if (frontend.maintenance.phase === 'before' && !always) return;
        socket.stale = setTimeout(() => socket.end(), idleMs);
      });
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
  // A request may have begun meanwhile: it is answered first.
  else if (socket.busy) socket.closesNext = true;
  else socket.end();
}

export function addClientFaults(frontend, specs) {
  for (const spec of specs) CLIENT_FAULTS[spec.fault]?.(frontend, spec);
}
