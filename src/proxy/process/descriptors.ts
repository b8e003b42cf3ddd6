import { readFileSync } from 'node:fs';

/** Kept free for what is no connection: listeners, IPC, the loop's own, files being sent. */
const RESERVED = 64;

/** Descriptors left for connections in this process, by its own limit; null = not known here. */
function connectionDescriptors(): number | null {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1];
    if (soft === undefined || soft === 'unlimited') return null;
    return Math.max(1, Number(soft) - RESERVED);
  } catch {
    return null;
  }
}

/** Slots of one worker: worker_connections, as far as descriptors allow. */
export function workerSlots(workerConnections: number): number {
  return Math.min(workerConnections, connectionDescriptors() ?? workerConnections);
}
