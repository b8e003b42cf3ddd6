import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { TidegateError } from '../lib/errors.js';

/** RLIMIT_NOFILE on Linux, the same on every machine that the epoll engine supports. */
const RLIMIT_NOFILE = 7;

/**
 * Descriptors that are open at once while Tidegate loads, beyond Node's own: Node opens all modules
 * that a module imports before it reads the first. Measured: 35 on an idle machine, more than 40 on a
 * busy one.
 */
export const LOADING_DESCRIPTORS = 48;

/** How many descriptors this process may have open, and how many it has. */
export interface DescriptorUse {
  /** Its soft limit. */
  readonly limit: number;
  /**
   * Open descriptors with a number below the limit. One inherited with a higher number does not
   * count against the limit.
   */
  readonly open: number;
}

/**
 * Returns null where this is not known, where there is no limit, and where no descriptor is left to
 * look with.
 */
export function descriptorUse(): DescriptorUse | null {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    if (soft === undefined) return null;
    const limit = Number(soft);
    const below = readdirSync('/proc/self/fd').filter((fd) => Number(fd) < limit);
    // One of them is the descriptor of the directory that is being read.
    return { limit, open: below.length - 1 };
  } catch {
    return null;
  }
}

/**
 * Sets how many descriptors this process may have open, soft and hard limit alike. Returns null, or
 * why it failed: `1: Operation not permitted`.
 */
export async function setDescriptorLimit(count: number): Promise<string | null> {
  const { loadSyscalls } = await import('./epoll/syscalls.js');
  try {
    const { setrlimit, errno } = await loadSyscalls();
    const limits = new BigUint64Array([BigInt(count), BigInt(count)]);
    if (setrlimit(RLIMIT_NOFILE, new Uint8Array(limits.buffer)) === 0) return null;
    const number = errno();
    if (number === constants.errno.EPERM) return `${number}: Operation not permitted`;
    return `errno ${number}`;
  } catch (error) {
    if (error instanceof TidegateError) return error.message;
    throw error;
  }
}
