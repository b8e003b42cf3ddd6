import { searchesByParity } from '../../../../../lib/kernel.js';
import { sourcesOf } from '../../../topology/sources.js';
import type { LintInput, LintRule } from '../../rule.js';
import { splitForMap } from '../../split-for-map.js';

/**
 * connect() uses the ports of one parity first and the others only when those are used up
 * (inet_hashtables.c, __inet_hash_connect), so up to the soft cliff a last digit is even.
 */
export const mapLastDigit: LintRule = {
  severity: 'warning',
  why: 'Up to half of its range a client gets ports of one parity only, so what the map says of the others does nothing until the range is half full.',
  *find(input) {
    if (!searchesByParity(input.facts)) return;
    const seen = new Set<string>();
    const clients = { ...input.clients, ports: firstPorts(input) };
    for (const { pass, maps, splits, hop } of input.passes) {
      const whole = hop.sources.distribution;
      if (!whole || seen.has(whole.by)) continue;
      seen.add(whole.by);
      const half = sourcesOf(pass.bind, { maps, splits, clients }).sources.distribution;
      if (!half) continue;
      const reached = whole.buckets.filter((bucket) => bucket.weight > 0);
      const unused = half.buckets.filter((bucket) => bucket.weight === 0);
      const unusedSources = new Set(unused.map(({ source }) => source));
      const late = reached.filter(({ source }) => unusedSources.has(source));
      if (late.length === 0) continue;
      const directive = input.written.at(whole.place);
      yield {
        message: `"${whole.by}" uses ${reached.length - late.length} of its ${reached.length} sources up to the soft cliff, because client ports have one parity until then`,
        mend: 'Choose by a hash: split_clients "$remote_addr$remote_port" with equal shares.',
        place: whole.place,
        edits: directive ? splitForMap(input.config, directive) : [],
      };
    }
  },
};

/** The client ports that are used before the soft cliff. */
function firstPorts({ clients, facts }: LintInput): number[] {
  const low = clients.range?.[0] ?? facts.portRange?.[0] ?? clients.ports[0] ?? 0;
  return clients.ports.filter((port) => port % 2 === low % 2);
}
