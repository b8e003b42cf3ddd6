import { workersOf } from '../../capacity/workers.js';
import { thisHost } from '../../host/facts/host.js';
import { readFacts } from '../../host/facts/read-facts.js';
import { TidegateError } from '../../lib/errors.js';
import { DEFAULT_PORT_RANGE } from '../../lib/ports.js';
import type { CapacityReport } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Deployment, PortRange } from '../../model/hop.js';
import type { Making } from './copy/making.js';
import { commandOf } from './engine.js';
import type { HoldOrder } from './hold-order.js';

/** The prober has two descriptors for each connection, and some of its own. */
const PROBER_OWN_DESCRIPTORS = 200;

/**
 * Refusals in a row that make a way full. An nginx worker tries every server, so it refuses for
 * all; HAProxy tries the one that its weights choose.
 */
const TRIES = { nginx: 3, haproxy: 12, hashed: 80, worker: 40 };

/**
 * What the process in the namespace has to do.
 * @param target enough when this many are held; null = until it refuses
 * @throws TidegateError PROVE_BACKEND_UNREACHABLE
 */
export function orderFor(
  { file, language, engine, made, copy, directory, facts }: Making,
  deployment: Deployment,
  report: CapacityReport,
  target: number | null = null,
): HoldOrder {
  if (made.ways.length === 0) throw noWay();
  const portRange = facts.portRange ?? DEFAULT_PORT_RANGE;
  const workers = workersIn(deployment, facts);
  const hashed = report.hops.some(({ distribution }) => distribution !== null);
  const tries = Math.max(
    TRIES[language],
    hashed ? TRIES.hashed : 0,
    workers > 1 ? TRIES.worker * workers : 0,
  );
  const listeners = made.ways.flatMap<PortRange>(({ to }) =>
    'port' in to ? [[to.port, to.port]] : [],
  );
  const stubs = made.backends.flatMap<PortRange>((to) =>
    'port' in to ? [[to.port, to.port]] : [],
  );
  return {
    file,
    directory,
    copy,
    language,
    command: commandOf(engine, copy, directory),
    nofile: facts.nofile ?? { soft: null, hard: null },
    errorLogs: made.errorLogs,
    portRange,
    reserved: facts.reservedPorts ?? '',
    addresses: [...made.places.addresses],
    hosts: made.places.hosts,
    asksNames: made.asksNames,
    backends: made.backends,
    ways: made.ways,
    sources: made.sources,
    ownPorts: made.ownPorts,
    clientPortsOutside: [
      portRange,
      ...(made.ownPorts ? [made.ownPorts] : []),
      ...listeners,
      ...stubs,
    ],
    tries,
    most: proberRoom(),
    target,
  };
}

export function workersIn({ hops }: Deployment, facts: HostFacts): number {
  return Math.max(1, ...hops.map(({ proxy }) => workersOf(proxy, facts) ?? 1));
}

function proberRoom(): number {
  const hard = readFacts(thisHost()).nofile?.hard ?? 1_000_000;
  return Math.floor((hard - PROBER_OWN_DESCRIPTORS) / 2);
}

function noWay(): TidegateError {
  return new TidegateError(
    'PROVE_BACKEND_UNREACHABLE',
    'no listener of the configuration leads to a backend',
    {
      hint: 'Name a configuration that proxies: a request that is answered at once holds no connection.',
    },
  );
}
