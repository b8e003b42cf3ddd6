import type { HopLimitId, HostLimitId, TargetChange } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Deployment, Hop, PortRange } from '../../model/hop.js';

/** A change, without the index of its hop, which is added later. */
export type Change = Omit<TargetChange, 'hopIndex'>;

/** A hop and its host after a change, and the change in words and lines. */
export interface RaisedHop {
  readonly hop: Hop;
  readonly facts: HostFacts;
  readonly changes: readonly Change[];
}

interface RaisedHost {
  readonly facts: HostFacts;
  readonly changes: readonly Change[];
}

/**
 * Raises one limit of a hop to at least `target` connections; null = nothing can.
 * @param widest the port range that a host may be told to use
 */
export type RaiseHop = (
  hop: Hop,
  facts: HostFacts,
  target: number,
  widest: PortRange,
) => RaisedHop | null;
export type RaiseHost = (
  deployment: Deployment,
  facts: HostFacts,
  target: number,
) => RaisedHost | null;

/** A change of one sysctl, for `sysctl --system`. */
export function sysctl(
  limit: HopLimitId | HostLimitId,
  hop: Hop | null,
  setting: string,
  value: string,
): Change {
  return {
    limit,
    hop: hop?.name ?? null,
    what: `Set ${setting} to ${value}.`,
    where: 'sysctl',
    lines: [`${setting} = ${value}`],
  };
}

/** A change of a proxy's configuration. */
export function configured(
  limit: HopLimitId,
  hop: Hop,
  what: string,
  lines: readonly string[],
  where: 'nginx' | 'haproxy' = hop.openedBy === 'haproxy' ? 'haproxy' : 'nginx',
): Change {
  return { limit, hop: hop.name, what, where, lines };
}
