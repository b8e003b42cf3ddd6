import { connectsFromZero } from '../../../../../lib/kernel.js';
import type { Place } from '../../../../../model/place.js';
import { literal } from '../../proxied.js';
import type { LintRule } from '../../rule.js';

/** Source: measured; net/ipv4/route.c takes 127.255.255.255 for a broadcast address. */
export const sourceUnusable: LintRule = {
  severity: 'error',
  why: 'The kernel does not connect from this address: 127.255.255.255 is a broadcast address and becomes 127.0.0.1, 127.0.0.0 is an address from Linux 5.14 on only.',
  *find(input) {
    const unusable = new Set(['127.255.255.255']);
    if (!connectsFromZero(input.facts)) unusable.add('127.0.0.0');
    const seen = new Set<Place>();
    for (const { pass, hop } of input.passes) {
      if (pass.bind?.kind !== 'address') continue;
      const { distribution } = hop.sources;
      const place = distribution?.place ?? pass.bind.place;
      const sources = distribution?.buckets.map((bucket) => bucket.source) ?? [
        literal(pass.bind.address),
      ];
      const found = sources.find((source) => source !== null && unusable.has(source));
      if (!found || seen.has(place)) continue;
      seen.add(place);
      yield {
        message: `${found} is no source address`,
        mend: 'Name another address of 127.0.0.0/8.',
        place,
      };
    }
  },
};
