import { TidegateError } from '../../lib/errors.js';
import { LONGEST_QUEUE } from './open-until-refused.js';
import { readSysctl, writeSysctl } from './sysctl.js';

const SOMAXCONN = 'net/core/somaxconn';
/** Of a new namespace since Linux 5.4, SOMAXCONN of include/linux/socket.h; 128 before. */
const DEFAULT = 128;

/**
 * Lets accept queues be as long as they can be, and says how long that is. Some kernels keep
 * net.core from unprivileged users: then the namespace's own default stands.
 */
export function raiseAcceptQueue(): number {
  try {
    writeSysctl(SOMAXCONN, String(LONGEST_QUEUE));
  } catch (error) {
    if (!(error instanceof TidegateError)) throw error;
  }
  return readSysctl(SOMAXCONN) ?? DEFAULT;
}
