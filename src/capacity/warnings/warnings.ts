import { formatCount } from '../../lib/units.js';
import type { Warning, WarningCode } from '../../model/capacity.js';
import type { FactName, HostFacts } from '../../model/facts.js';
import type { Deployment, Distribution, Hop } from '../../model/hop.js';
import type { Place } from '../../model/place.js';
import { startFault } from '../haproxy-limits.js';
import { isRefused } from '../limits/nofile.js';
import { portSupply } from '../ports/ports.js';
import { workersOf } from '../workers.js';
import { newerWarnings, removedWarnings } from './refused-keywords.js';

/** What does not do what it says, and what the figures leave out because a fact is missing. */
export function warningsOf(deployment: Deployment, facts: HostFacts): Warning[] {
  return [
    ...deployment.hops.flatMap((hop) => [
      ...distributionWarnings(hop.sources.distribution),
      ...maxConnsWarnings(hop, facts),
    ]),
    ...haproxyStart(deployment, facts),
    ...removedWarnings(deployment, facts),
    ...newerWarnings(deployment, facts),
    ...nofileWarnings(deployment, facts),
    ...unknownFacts(deployment, facts),
  ];
}

function warning(code: WarningCode, message: string, fix: string, place: Place | null): Warning {
  return { code, message, fix, file: place?.file ?? null, line: place?.line ?? null };
}

/** Shares that differ by more than this factor are uneven; hashed splits stay well below. */
const UNEVEN = 1.25;

function distributionWarnings(distribution: Distribution | null): Warning[] {
  if (!distribution) return [];
  const { buckets, by, place } = distribution;
  const reached = buckets.filter((bucket) => bucket.weight > 0);
  const missed = buckets.filter((bucket) => bucket.weight === 0);
  const warnings: Warning[] = [];
  if (missed.length > 0) {
    const names = someOf(missed.map((bucket) => bucket.source));
    warnings.push(
      warning(
        'MAP_UNREACHABLE_SOURCE',
        `${missed.length} of ${buckets.length} sources of "${by}" are never chosen: ${names}`,
        'Choose by a hash: split_clients "$remote_addr$remote_port" with a share for each source.',
        place,
      ),
    );
  }
  const shares = reached.map((bucket) => bucket.weight);
  const [low, high] = extremes(shares);
  if (high > low * UNEVEN) {
    warnings.push(
      warning(
        'MAP_UNEVEN',
        `"${by}" is uneven: one source gets ${percent(high)} of the connections, another ${percent(low)}`,
        'Choose by a hash: split_clients "$remote_addr$remote_port" with equal shares.',
        place,
      ),
    );
  }
  return warnings;
}

/**
 * Without spreading into Math.min, because a map may have more sources than a call can have
 * arguments.
 */
function extremes(shares: readonly number[]): [low: number, high: number] {
  let [low, high] = [Infinity, 0];
  for (const share of shares) {
    low = Math.min(low, share);
    high = Math.max(high, share);
  }
  return [low, high];
}

/** A few names, and the number of the others. */
function someOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (more > 0 ? ` and ${formatCount(more)} more` : '');
}

const MOST_NAMES = 12;

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function maxConnsWarnings(hop: Hop, facts: HostFacts): Warning[] {
  if (!hop.maxConns) return [];
  const warnings: Warning[] = [];
  const supply = portSupply(hop, facts);
  const above = hop.maxConns.servers.filter(
    (server) => server.max !== null && supply && server.max > supply.count,
  );
  const worst = above[0];
  if (worst && supply) {
    warnings.push(
      warning(
        'MAX_CONNS_ABOVE_PORTS',
        `max_conns ${formatCount(worst.max ?? 0)} of ${above.length === 1 ? 'a server' : `${above.length} servers`} of ${hop.name} exceeds one source's ${formatCount(supply.count)} ports`,
        `Set max_conns to ${supply.count} or less for each source address that is really used.`,
        worst.place,
      ),
    );
  }
  const workers = workersOf(hop.proxy, facts) ?? 2;
  if (hop.maxConns.zone === null && workers > 1) {
    warnings.push(
      warning(
        'MAX_CONNS_WITHOUT_ZONE',
        `max_conns of ${hop.name} counts in each of ${hop.proxy?.workers === 'auto' ? 'the' : workers} workers alone, for the upstream has no zone`,
        `Add to the upstream: zone ${hop.name} 64k;`,
        hop.maxConns.servers[0]?.place ?? null,
      ),
    );
  }
  return warnings;
}

/** Once, because a configuration has one process. */
function haproxyStart({ hops }: Deployment, facts: HostFacts): Warning[] {
  const haproxy = hops.find(({ accepts }) => accepts?.haproxy)?.accepts?.haproxy;
  const fault = haproxy && startFault(haproxy, facts);
  if (!haproxy || !fault) return [];
  const { maxconn, needed, limit, kind, automatic } = fault;
  const needs = `maxconn ${formatCount(maxconn)}${automatic ? ', which HAProxy computes from the hard limit,' : ''} needs ${formatCount(needed)} descriptors`;
  const end = 'HAProxy 2.3 and later does not start';
  if (kind === 'ulimit-n') {
    return [
      startError(
        `${needs}, ulimit-n is ${formatCount(limit)}: ${end}`,
        automatic
          ? 'Leave ulimit-n out, and set maxconn in global.'
          : 'Leave ulimit-n out: HAProxy computes it from maxconn.',
        haproxy.place,
      ),
    ];
  }
  const asked = haproxy.ulimitN === null ? needs : `ulimit-n is ${formatCount(needed)}`;
  if (limit === haproxy.fdHardLimit) {
    return [
      startError(
        `${asked}, fd-hard-limit is ${formatCount(limit)}: ${end}`,
        `Set fd-hard-limit to ${needed}, or lower maxconn.`,
        haproxy.place,
      ),
    ];
  }
  return [
    startError(
      `${asked}, the hard limit is ${formatCount(limit)}: ${end}`,
      `Raise the hard limit where HAProxy is started, for it cannot without CAP_SYS_RESOURCE: LimitNOFILE=${needed} in its systemd unit, --ulimit nofile=${needed} for a container; or leave ${haproxy.ulimitN === null ? 'maxconn' : 'ulimit-n'} out.`,
      haproxy.place,
    ),
  ];
}

function startError(message: string, fix: string, place: Place): Warning {
  return { ...warning('PROXY_WILL_NOT_START', message, fix, place), severity: 'error' };
}

function isOnePerCpu({ proxy, accepts }: Hop): boolean {
  return proxy?.workers === 'auto' || accepts?.haproxy?.threads === null;
}

/** All hops of a proxy have one worker_rlimit_nofile. */
function* nofileWarnings({ hops }: Deployment, facts: HostFacts): Iterable<Warning> {
  const proxy = hops.find(({ proxy }) => proxy && isRefused(proxy, facts))?.proxy;
  const { nofile, nrOpen, capSysResource } = facts;
  const wanted = proxy?.workerRlimitNofile;
  if (!nofile || wanted == null) return;
  const aboveAll = nrOpen !== undefined && wanted > nrOpen;
  const unless =
    aboveAll || capSysResource === false ? '' : ', unless nginx is started with CAP_SYS_RESOURCE';
  yield warning(
    'NOFILE_NOT_RAISED',
    `worker_rlimit_nofile ${formatCount(wanted)} is above ${aboveAll ? 'fs.nr_open' : 'the hard limit'}, ${formatCount((aboveAll ? nrOpen : nofile.hard) ?? 0)}: workers keep the soft limit, ${nofile.soft === null ? 'unlimited' : formatCount(nofile.soft)}${unless}`,
    aboveAll
      ? `Raise it: sysctl -w fs.nr_open=${wanted}`
      : `Have the limit raised where nginx is started: LimitNOFILE=${wanted}`,
    null,
  );
}

/** Facts that a limit of any deployment needs, and what is left out without them. */
const NEEDED: Partial<Record<FactName, string>> = {
  portRange: 'ports',
  reservedPorts: 'reserved ports',
  nofile: 'nofile',
  fileMax: 'file-max',
  memory: 'memory',
  conntrack: 'conntrack',
  epollMaxUserWatches: 'epoll-watches',
};

/** Facts that only Linux has; on other systems nothing is left out without them. */
const OF_LINUX: ReadonlySet<string> = new Set(['conntrack', 'epollMaxUserWatches']);

function unknownFacts(deployment: Deployment, facts: HostFacts): Warning[] {
  const { hops } = deployment;
  const applies = (name: string) => {
    if (name === 'portRange' || name === 'reservedPorts') {
      return hops.some((hop) => hop.ports.of === 'host');
    }
    if (OF_LINUX.has(name)) return facts.platform !== 'darwin';
    if (name === 'nofile') return hops.some((hop) => hop.proxy?.workerRlimitNofile === null);
    return true;
  };
  const cpus = hops.some(isOnePerCpu) ? { cpus: 'the limits of the workers' } : {};
  return Object.entries({ ...NEEDED, ...cpus })
    .filter(([name]) => facts[name as FactName] === undefined && applies(name))
    .map(([name, limit]) =>
      warning(
        'FACT_UNKNOWN',
        `the fact ${name} is unknown; left out: ${limit}`,
        `Add "${name}" to the facts file; tidegate facts --json prints it on a live host.`,
        null,
      ),
    );
}
