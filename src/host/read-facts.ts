import { TidegateError } from '../lib/errors.js';
import type { HostFacts } from '../model/facts.js';
import { readDarwinFacts } from './darwin-facts.js';
import type { Host } from './host.js';
import { readLinuxFacts } from './linux-facts.js';

/**
 * The facts of this host, read now.
 * @throws TidegateError PLATFORM_UNSUPPORTED
 */
export function readFacts(host: Host): HostFacts {
  if (host.platform === 'linux') return readLinuxFacts(host);
  if (host.platform === 'darwin') return readDarwinFacts(host);
  throw new TidegateError('PLATFORM_UNSUPPORTED', `cannot read the facts of ${host.platform}`, {
    hint: 'Capture them on the host that is meant (tidegate facts --json) and pass --facts FILE.',
  });
}
