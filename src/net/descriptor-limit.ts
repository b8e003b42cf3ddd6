import { constants } from 'node:os';
import { TidegateError } from '../lib/errors.js';

/** RLIMIT_NOFILE of Linux, on all machines that the epoll engine runs on. */
const RLIMIT_NOFILE = 7;

/**
 * Sets how many descriptors this process may have open, soft and hard limit alike.
 * Returns null, or why it could not: `1: Operation not permitted`.
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
