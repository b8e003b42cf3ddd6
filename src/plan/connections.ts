import { TidegateError } from '../lib/errors.js';
import { usablePorts } from '../lib/ports.js';
import { formatCount, plural } from '../lib/units.js';
import type { PortRange } from '../model/hop.js';
import type { LoadSpec, SessionSpec } from '../model/scenario.js';
import { dealSessions } from './mix.js';
import { parseSources, type Sources } from './sources.js';

/** Ports that explicit binding may use. */
export interface PortPool {
  /** Inclusive at both ends, as net.ipv4.ip_local_port_range is. */
  readonly range: PortRange;
  /** Ports that are not used: net.ipv4.ip_local_reserved_ports, and ports in use. */
  readonly except: readonly number[];
}

/** How a planned connection chooses its local end; the same forms as `Bind` of net. */
export type PlannedBind =
  | { readonly mode: 'late'; readonly address?: string }
  | { readonly mode: 'early'; readonly address: string }
  | { readonly mode: 'explicit'; readonly address: string; readonly port: number };

export interface PlannedConnection {
  readonly index: number;
  readonly session: SessionSpec;
  /** Milliseconds after the ramp's start. */
  readonly openAtMs: number;
  readonly bind: PlannedBind;
}

/** The connection with an index; a pure function of the index. */
export type ConnectionPlan = (index: number) => PlannedConnection;

/**
 * Throws `TidegateError`: SOURCES_MISSING if the bind mode needs source addresses, TUPLES_TOO_FEW
 * if there are fewer 4-tuples than the load has connections.
 */
export function planConnections(load: LoadSpec, ports: PortPool): ConnectionPlan {
  const session = dealSessions(load.mix);
  const bind = planBinds(load, ports);
  refuseTooMany(load, ports);
  const paceMs = load.connections > 0 ? load.rampMs / load.connections : 0;
  return (index) => ({
    index,
    session: session(index),
    openAtMs: index * paceMs,
    bind: bind(index),
  });
}

function planBinds(load: LoadSpec, ports: PortPool): (index: number) => PlannedBind {
  const sources = load.sources === null ? null : parseSources(load.sources);
  if (load.bind === 'late') {
    if (!sources) return () => ({ mode: 'late' });
    return (index) => ({ mode: 'late', address: sources.at(index % sources.count) });
  }
  if (!sources) {
    throw new TidegateError(
      'SOURCES_MISSING',
      `load.clients.bind is ${load.bind}, and load.clients.sources is empty`,
      {
        hint: 'Give load.clients.sources an address or a range, or set load.clients.bind to late.',
      },
    );
  }
  if (load.bind === 'early') {
    return (index) => ({ mode: 'early', address: sources.at(index % sources.count) });
  }
  return planTuples(sources, ports);
}

/**
 * Local ends for the additional connections, by their number from 0 on. They differ from those of
 * the load, because a lost connection is opened again from its own local end and must find it free.
 * If explicit binding leaves none, the kernel chooses.
 */
export function planSpareBinds(load: LoadSpec, ports: PortPool): (n: number) => PlannedBind {
  if (load.bind !== 'explicit' || load.sources === null) return planBinds(load, ports);
  const sources = parseSources(load.sources);
  const spare = sources.count * usablePorts(ports.range, ports.except).length - load.connections;
  if (spare <= 0) return () => ({ mode: 'late' });
  const bind = planTuples(sources, ports);
  return (n) => bind(load.connections + (n % spare));
}

/**
 * Connection i uses source i mod S and port i div S, so sources fill evenly and no tuple is used
 * twice.
 */
function planTuples(sources: Sources, pool: PortPool): (index: number) => PlannedBind {
  const ports = usablePorts(pool.range, pool.except);
  return (index) => ({
    mode: 'explicit',
    address: sources.at(index % sources.count),
    port: ports[Math.floor(index / sources.count) % ports.length] ?? 0,
  });
}

/**
 * All connections go to one address and port, so each source address allows one connection for each
 * port. A port that is used elsewhere is lost only to explicit binding.
 * @throws TidegateError TUPLES_TOO_FEW
 */
function refuseTooMany({ connections, bind, sources: text }: LoadSpec, pool: PortPool): void {
  const sources = text === null ? 1 : parseSources(text).count;
  const ports = usablePorts(pool.range, bind === 'explicit' ? pool.except : []).length;
  if (connections > sources * ports) throw tooFewTuples(connections, sources, ports, pool);
}

function tooFewTuples(
  connections: number,
  sources: number,
  ports: number,
  pool: PortPool,
): TidegateError {
  const fit = formatCount(sources * ports);
  const needed = ports > 0 ? Math.ceil(connections / ports) : null;
  return new TidegateError(
    'TUPLES_TOO_FEW',
    `${formatCount(connections)} connections planned, ${fit} fit: ${formatCount(sources)} source ${plural(sources, 'address', 'addresses')} x ${formatCount(ports)} usable ports of ${pool.range.join('-')}`,
    {
      hint:
        needed === null
          ? 'Widen the port range: sysctl -w net.ipv4.ip_local_port_range="1024 65535".'
          : `Give load.clients.sources ${formatCount(needed)} addresses or more, or widen the port range (sysctl -w net.ipv4.ip_local_port_range="1024 65535").`,
    },
  );
}
