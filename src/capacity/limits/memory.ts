import type { Limit } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Deployment } from '../../model/hop.js';

/** Measured on a 6.18 kernel, an established socket with its epoll entry. */
const DEFAULT_SOCKET_BYTES = 3860;

/**
 * Memory, in sessions: available / (ends on this host x kernel bytes of a socket + the proxy's
 * own). This is for idle connections; data in socket buffers is extra.
 *
 * Source: measured; sizes of the kernel's caches in /proc/slabinfo.
 */
export function memory(deployment: Deployment, facts: HostFacts): Limit<'memory'> | null {
  const { endsPerSession: ends, programBytesPerSession: program } = deployment;
  if (!facts.memory || ends === 0) return null;
  const socket = facts.socketBytes ?? DEFAULT_SOCKET_BYTES;
  return {
    id: 'memory',
    max: Math.floor(facts.memory.availableBytes / (ends * socket + program)),
    scope: 'host',
    formula: 'available / (ends on this host x socket + program)',
    inputs: { available: facts.memory.availableBytes, ends, socket, program },
    source: '/proc/meminfo, /proc/slabinfo; sockets and programs as measured',
  };
}
