import type { SplitClients, Template } from '../../model/nginx.js';
import { murmurHash2 } from './murmur-hash.js';

/** The largest hash, which the shares are parts of. */
const ALL = 0xffffffffn;

/**
 * What a split_clients gives for each text: each part takes the hashes below its bound, `*` the
 * rest, and what no part takes is empty. Bounds add up rounded down, part by part, as in nginx.
 *
 * Source: nginx.org, ngx_http_split_clients_module (0.5% is the hashes 0 to 21474835).
 */
export function splitEvaluator(split: SplitClients): (text: string) => Template {
  let end = 0n;
  const parts = split.parts.map(({ percent, value }) => {
    if (percent === null) return { end: 2 ** 32, value };
    end += (BigInt(Math.round(percent * 100)) * ALL) / 10_000n;
    return { end: Number(end), value };
  });
  return (text) => {
    const hash = murmurHash2(text);
    return parts.find((part) => hash < part.end)?.value ?? [];
  };
}
