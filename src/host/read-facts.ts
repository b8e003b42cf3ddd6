import { TidegateError } from '../lib/errors.js';
import type { HostFacts } from '../model/facts.js';
import { readDarwinFacts } from './darwin-facts.js';
import type { Host } from './host.js';
import { readLinuxFacts } from './linux-facts.js';
import { factsOfProcess } from './process-facts.js';

/**
 * The facts of this host, read now.
 * @param pid the process whose limits they are; left out = this one.
 * @throws TidegateError PLATFORM_UNSUPPORTED, PROCESS_UNKNOWN
 */
export function readFacts(host: Host, pid?: string): HostFacts {
  if (pid !== undefined) return factsOfProcess(host, pid);
  if (host.platform === 'linux') return readLinuxFacts(host);
  if (host.platform === 'darwin') return readDarwinFacts(host);
  throw new TidegateError('PLATFORM_UNSUPPORTED', `cannot read the facts of ${host.platform}`, {
    hint: 'Capture them on the host that is meant (tidegate facts --json) and pass --facts FILE.',
  });
}
