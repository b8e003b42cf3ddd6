import { readNginxConfig } from '../config/nginx/reading/read.js';
import { topologyOf } from '../config/nginx/topology/topology.js';
import { templateText } from '../config/nginx/variables/evaluate-map.js';
import { diskSource } from '../host/files/config-source.js';
import { TidegateError } from '../lib/errors.js';
import { expandPorts, usablePorts } from '../lib/ports.js';
import type { Bucket } from '../model/hop.js';
import type { MapBlock, NginxConfig, ProxySettings } from '../model/nginx.js';
import type { Endpoint } from '../model/origin.js';
import type { ProveCase, ProvenCase } from '../model/prove.js';
import type { MapCase } from './messages.js';
import type { Namespace } from './namespace.js';
import { assess, factsOf, type Predicted, portsOf } from './predict.js';
import { within } from './prove-case.js';

/**
 * Keeps every nth port of the kernel's default range: few enough to fill every source and
 * destination, while each first digit keeps its share. Odd, so that both parities are left.
 */
const STRIDE = 353;
const RANGE = [32_768, 60_999] as const;

interface MapPrediction {
  readonly test: ProveCase;
  /** Ports of all sources together, and of one chosen source. */
  readonly ports: Predicted;
  readonly each: Predicted;
  readonly buckets: readonly Bucket[];
  readonly firstFailure: number;
}

/** Proves the map of a configuration with client ports that the kernel really gave. */
export async function proveMap(file: string, namespace: Namespace): Promise<ProvenCase> {
  const config = readNginxConfig(file, diskSource);
  const { test, ports, each, buckets, firstFailure } = predictMap(config);
  const { portRange, reserved } = test;
  const measured = await namespace.ask('map', { ...mapAndServers(config), portRange, reserved });
  const tolerance = freePorts(test).length;
  const perSource = buckets.map(({ source, weight }) => ({
    source,
    predicted: weight > 0 ? each.max : 0,
    measured: measured.perSource[source] ?? 0,
  }));
  const total = Object.values(measured.perSource).reduce((sum, one) => sum + one, 0);
  const asPredicted = perSource.every((one) =>
    one.predicted === 0 ? one.measured === 0 : within(one.measured, each),
  );
  const off = Math.abs(measured.firstFailure - firstFailure);
  return {
    ...test,
    predicted: ports,
    measured: total,
    agrees: within(total, ports) && asPredicted && off <= tolerance,
    perSource,
    firstFailure: { predicted: firstFailure, measured: measured.firstFailure, tolerance },
  };
}

/** @throws TidegateError PROVE_MAP_MISSING */
function predictMap(config: NginxConfig): MapPrediction {
  const space = { portRange: RANGE, reserved: allBut(RANGE, STRIDE), listeners: [] };
  const facts = factsOf(space);
  const ports = freePorts(space);
  const clients = { local: true, addresses: null, range: null, ports };
  const { deployment } = topologyOf(config, clients);
  const hop = deployment.hops.find(({ sources }) => sources.distribution !== null);
  if (!hop) throw noMap(config);
  const capacity = assess({ ...deployment, hops: [hop] }, facts);
  const all = portsOf(capacity);
  const reachable = capacity.reachableSources ?? 1;
  return {
    ports: all,
    each: { guaranteed: all.guaranteed / reachable, max: all.max / reachable },
    buckets: hop.sources.distribution?.buckets ?? [],
    firstFailure: capacity.firstFailure ?? 0,
    test: {
      name: `late: ${hop.sources.distribution?.by ?? hop.name}`,
      ...space,
      sources: hop.sources.count ?? 0,
      destinations: hop.destinations,
      bind: hop.bind,
    },
  };
}

/** @throws TidegateError PROVE_MAP_MISSING */
function mapAndServers(config: NginxConfig): Pick<MapCase, 'map' | 'destinations'> {
  for (const location of config.http?.servers.flatMap((server) => server.locations) ?? []) {
    const map = location.proxy && mapOf(location.proxy, config);
    const upstream = config.http?.upstreams.find(
      ({ name }) => location.proxy && name === templateText(location.proxy.pass.target),
    );
    if (map && upstream) return { map, destinations: upstream.servers.map(endpoint) };
  }
  throw noMap(config);
}

function mapOf({ bind }: ProxySettings, config: NginxConfig): MapBlock | undefined {
  const [variable] = bind?.kind === 'address' ? bind.address : [];
  if (typeof variable !== 'object') return undefined;
  return config.http?.maps.find((map) => map.variable === variable.variable);
}

function endpoint({ host, port }: { readonly host: string; readonly port: number }): Endpoint {
  return { address: host, port };
}

function freePorts({ portRange, reserved }: Pick<ProveCase, 'portRange' | 'reserved'>): number[] {
  return usablePorts(portRange, expandPorts(reserved));
}

/** A list for ip_local_reserved_ports that leaves every nth port of a range, beginning with the first. */
function allBut([low, high]: readonly [number, number], stride: number): string {
  const stretches: string[] = [];
  for (let from = low + 1; from <= high; from += stride) {
    stretches.push(`${from}-${Math.min(high, from + stride - 2)}`);
  }
  return stretches.join(',');
}

function noMap({ file }: NginxConfig): TidegateError {
  return new TidegateError('PROVE_MAP_MISSING', `${file} chooses no source address by a map`, {
    hint: 'Give it a proxy_bind whose variable is the result of a map.',
  });
}
