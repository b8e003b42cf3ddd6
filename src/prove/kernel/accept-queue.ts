import { TidegateError } from '../../lib/errors.js';
import { LONGEST_QUEUE } from './open-until-refused.js';
import { readSysctl, writeSysctl } from './sysctl.js';

const SOMAXCONN = 'net/core/somaxconn';
/** Default of a new namespace since Linux 5.4, SOMAXCONN of include/linux/socket.h; 128 before. */
const DEFAULT = 128;

/**
 * Raises the length of accept queues to the maximum, and returns it. Some kernels deny net.core to
 * unprivileged users; then the namespace's default remains.
 */
export function raiseAcceptQueue(): number {
  try {
    writeSysctl(SOMAXCONN, String(LONGEST_QUEUE));
  } catch (error) {
    if (!(error instanceof TidegateError)) throw error;
  }
  return readSysctl(SOMAXCONN) ?? DEFAULT;
}
