import { TidegateError } from '../../../lib/errors.js';
import { formatCount } from '../../../lib/units.js';
import type { TargetChange } from '../../../model/capacity.js';
import type { HostFacts } from '../../../model/facts.js';

/** Settings that a namespace has for itself, so that they can be set in it. */
const OF_NAMESPACE = /^net\.ipv4\./;
/** A namespace without firewall rules tracks nothing. */
const NOT_NEEDED = /^net\.netfilter\./;

/**
 * Refuses a mend that only the owner of this machine can make.
 * @param host as it is; @param mended the namespace that the mend needs
 * @throws TidegateError PROVE_HOST_EXCEEDED
 */
export function refuseBeyondHost(
  changes: readonly TargetChange[],
  { host, mended, scale }: { host: HostFacts; mended: HostFacts; scale: number },
): void {
  const memory = changes.find(({ limit, where }) => limit === 'memory' && where === 'host');
  if (memory) {
    throw beyond(`the mend says: ${memory.what}`, [
      'The owner of this host has to give it the memory',
      smaller(scale, 10),
    ]);
  }
  for (const { lines } of changes.filter(({ where }) => where === 'sysctl')) {
    const own = lines.find((line) => !OF_NAMESPACE.test(line) && !NOT_NEEDED.test(line));
    if (own === undefined) continue;
    throw beyond(`the mend sets ${own}, which is the whole host's and no namespace's`, [
      `root has to set it on this host: sysctl -w ${own.replaceAll(' ', '')}`,
      smaller(scale, 10),
    ]);
  }
  const [needed, hard] = [mended.nofile?.hard, host.nofile?.hard];
  if (typeof needed !== 'number' || typeof hard !== 'number' || needed <= hard) return;
  if (host.capSysResource && needed <= (host.nrOpen ?? needed)) return;
  throw beyond(
    `the proxy is to have ${formatCount(needed)} descriptors, and the hard limit here is ${formatCount(hard)}`,
    [
      `root has to raise it where tidegate is started: ulimit -Hn ${needed}, LimitNOFILE=${needed} of its systemd unit, or --ulimit nofile=${needed} of its container`,
      smaller(scale, needed / hard),
    ],
  );
}

function smaller(scale: number, times: number): string {
  return `or prove it smaller: --scale 1/${Math.ceil(times / scale)}`;
}

function beyond(message: string, hints: readonly string[]): TidegateError {
  return new TidegateError('PROVE_HOST_EXCEEDED', message, { hint: `${hints.join('; ')}.` });
}
