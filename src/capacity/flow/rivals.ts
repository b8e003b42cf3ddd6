import type { Hop } from '../../model/hop.js';

/**
 * Hops that lead to one upstream from different sources. Their ports come before what its servers
 * allow all of them; otherwise one hop could use the ports of another.
 */
export function rivalsAmong(hops: readonly Hop[]): ReadonlySet<number> {
  const sources = new Map<string, Set<string | undefined>>();
  const upstreams = hops.map(({ openedBy, name, to, pairs }) => {
    const upstream = JSON.stringify([openedBy, name, to]);
    const known = sources.get(upstream) ?? new Set();
    sources.set(upstream, known.add(pairs?.[0]?.key));
    return upstream;
  });
  const rivals = new Set<number>();
  upstreams.forEach((upstream, at) => {
    if ((sources.get(upstream)?.size ?? 0) > 1) rivals.add(at);
  });
  return rivals;
}
