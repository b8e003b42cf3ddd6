import { isLoopback } from '../../lib/address/ip.js';
import { TidegateError } from '../../lib/errors.js';
import { isPort } from '../../lib/ports.js';
import { plural } from '../../lib/units.js';
import type { HostFacts } from '../../model/facts.js';
import type { BindMode, Deployment } from '../../model/hop.js';
import { countAddresses } from './address-count.js';

/** A hop described by hand, without a configuration. */
export interface PlainHop {
  /** A number, or addresses; see countAddresses. */
  readonly sources: string;
  /** A number, or `address:port` with commas between. */
  readonly destinations: string;
  readonly bind: BindMode;
  /** Limit of each destination; null = none. */
  readonly maxConns: number | null;
}

/** @throws TidegateError SOURCES_BAD, DESTINATIONS_BAD */
export function plainDeployment(plain: PlainHop, facts: HostFacts): Deployment {
  const sources = countAddresses(plain.sources, facts);
  const { count: destinations, loopback } = countDestinations(plain.destinations);
  const endsHere = loopback ? 2 : 1;
  const hop = {
    name: 'hop',
    from: `${sources} source ${plural(sources, 'address', 'addresses')}`,
    to: `${destinations} ${plural(destinations, 'destination')}`,
    bind: plain.bind,
    sources: { count: sources, distribution: null },
    destinations,
    ports: { of: 'host' },
    listens: [],
    loopback,
    endsHere,
    maxConns: plain.maxConns === null ? null : maxConns(plain.maxConns, destinations),
    proxy: null,
  } as const;
  return {
    hops: [hop],
    endsPerSession: endsHere,
    hopsPerSession: 1,
    programBytesPerSession: 0,
  };
}

function maxConns(each: number, destinations: number) {
  const server = { max: each, place: null };
  return { servers: new Array<typeof server>(destinations).fill(server), zone: null };
}

function countDestinations(spec: string): { count: number; loopback: boolean } {
  if (/^[1-9]\d{0,5}$/.test(spec)) return { count: Number(spec), loopback: false };
  const endpoints = new Set(spec.split(',').map((part) => part.trim()));
  for (const endpoint of endpoints) {
    const port = /^[^\s:]+:(\d{1,5})$/.exec(endpoint)?.[1];
    if (!isPort(Number(port))) throw invalid(endpoint);
  }
  return {
    count: endpoints.size,
    loopback: [...endpoints].every(isLoopback),
  };
}

function invalid(endpoint: string): TidegateError {
  return new TidegateError('DESTINATIONS_BAD', `destination "${endpoint}" has no valid port`, {
    hint: 'Give a number, or ADDRESS:PORT with commas between.',
  });
}
