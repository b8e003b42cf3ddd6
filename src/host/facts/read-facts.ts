import { TidegateError } from '../../lib/errors.js';
import type { HostFacts } from '../../model/facts.js';
import { readDarwinFacts } from './darwin-facts.js';
import type { Host } from './host.js';
import { readLinuxFacts } from './linux-facts.js';
import { factsOfProcess } from './process-facts.js';
import { pidOfService } from './service-process.js';

/** Whose limits the facts are; without either, this process's. */
export interface LimitsOf {
  /** A process id. */
  readonly pid?: string;
  /** A systemd service. */
  readonly service?: string;
}

/**
 * Reads the facts of this host.
 * @throws TidegateError PLATFORM_UNSUPPORTED, PROCESS_UNKNOWN, SERVICE_UNKNOWN, OPTION_MISPLACED
 */
export function readFacts(host: Host, { pid, service }: LimitsOf = {}): HostFacts {
  if (pid !== undefined && service !== undefined) {
    throw new TidegateError('OPTION_MISPLACED', '--pid and --service each name a process', {
      hint: 'Leave one of them out.',
    });
  }
  if (service !== undefined) return factsOfProcess(host, pidOfService(host, service));
  if (pid !== undefined) return factsOfProcess(host, pid);
  if (host.platform === 'linux') return readLinuxFacts(host);
  if (host.platform === 'darwin') return readDarwinFacts(host);
  throw new TidegateError('PLATFORM_UNSUPPORTED', `cannot read the facts of ${host.platform}`, {
    hint: 'Capture them on the host that is meant (tidegate facts --json) and pass --facts FILE.',
  });
}
