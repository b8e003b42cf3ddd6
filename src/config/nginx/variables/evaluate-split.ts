import type { SplitClients, Template } from '../../../model/nginx.js';
import { murmurHash2 } from './murmur-hash.js';

/** The largest hash; shares are parts of it. */
const ALL = 0xffffffffn;

/**
 * Index of the part that a hash falls into: each takes the hashes below its bound, `*` the rest; -1
 * if none does. Bounds add up rounded down, part by part, as in nginx.
 *
 * Source: nginx.org, ngx_http_split_clients_module (0.5% is the hashes 0 to 21474835).
 */
export function splitPart({ parts }: SplitClients): (hash: number) => number {
  let end = 0n;
  const bounds = parts.map(({ percent }) => {
    if (percent === null) return 2 ** 32;
    end += (BigInt(Math.round(percent * 100)) * ALL) / 10_000n;
    return Number(end);
  });
  return (hash) => bounds.findIndex((bound) => hash < bound);
}

/** The result of a split_clients for each text; empty if the text falls into no part. */
export function splitEvaluator(split: SplitClients): (text: string) => Template {
  const partOf = splitPart(split);
  return (text) => split.parts[partOf(murmurHash2(text))]?.value ?? [];
}
