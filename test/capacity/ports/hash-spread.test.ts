import { expect, it } from 'vitest';
import { assessCapacity } from '../../../src/capacity/assess.js';
import { plainDeployment } from '../../../src/capacity/plain/plain-hop.js';
import { murmurHash2 } from '../../../src/config/nginx/variables/murmur-hash.js';
import type { HostFacts } from '../../../src/model/facts.js';

const PORTS = 400;
const FACTS: HostFacts = { schema: 'tidegate.facts/1', portRange: [1, PORTS], reservedPorts: '' };

function spread(hashed: boolean, share: number) {
  const plain = { sources: '2', destinations: '1', bind: 'late', maxConns: null } as const;
  const deployment = plainDeployment(plain, FACTS);
  const buckets = [share, 1 - share].map((weight, i) => ({
    source: `${i}`,
    weight,
    clientPorts: null,
  }));
  const place = { file: 'f', line: 1, column: 1 };
  const sources = { count: 2, distribution: { by: 'split', buckets, hashed, place } };
  const hops = deployment.hops.map((hop) => ({ ...hop, sources }));
  return assessCapacity({ ...deployment, hops }, FACTS).hops[0];
}

it('is what a hash that deals connections out really shows', () => {
  const share = 0.6;
  const filledAt = Array.from({ length: 400 }, (_, trial) => {
    let [dealt, held] = [0, 0];
    while (held < PORTS) {
      if (murmurHash2(`${trial}/${dealt}`) < share * 2 ** 32) held += 1;
      dealt += 1;
    }
    return dealt;
  });
  const mean = filledAt.reduce((sum, one) => sum + one, 0) / filledAt.length;
  const variance = filledAt.reduce((sum, one) => sum + (one - mean) ** 2, 0) / filledAt.length;
  const predicted = spread(true, share);
  expect(Math.abs(mean / (predicted?.firstFailure ?? 0) - 1)).toBeLessThan(0.02);
  expect(Math.abs(Math.sqrt(variance) / (predicted?.firstFailureSpread ?? 0) - 1)).toBeLessThan(
    0.15,
  );
});

it('is said of hashed splits alone', () => {
  expect(spread(false, 0.6)?.firstFailureSpread).toBeNull();
});
