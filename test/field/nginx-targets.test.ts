import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../src/capacity/assess.js';
import { planTarget } from '../../src/capacity/target/plan-target.js';
import { lenient } from '../../src/config/nginx/include.js';
import { readNginxConfig } from '../../src/config/nginx/read.js';
import { topologyOf } from '../../src/config/nginx/topology.js';
import { DEFAULT_PORT_RANGE } from '../../src/lib/default-port-range.js';
import type { HostFacts } from '../../src/model/facts.js';
import { fillBlanks } from '../../src/run/prove/config/mend/fill-blanks.js';
import { mendHost } from '../../src/run/prove/config/mend/mend-host.js';
import { mendNginx } from '../../src/run/prove/config/mend/mend-nginx.js';
import { memorySource } from '../support/memory-source.js';
import { refusalOf } from '../support/refusal.js';

const CLIENTS = { local: false, addresses: null, range: DEFAULT_PORT_RANGE, ports: [] };

/** Wide enough that a plan names settings of the proxy and of its namespace only. */
const FACTS: HostFacts = {
  schema: 'tidegate.facts/1',
  cpus: 4,
  portRange: [32_768, 60_999],
  reservedPorts: '',
  portsInUse: [22],
  nofile: { soft: 1024, hard: 4096 },
  nrOpen: 1_000_000_000,
  memory: { totalBytes: 1e15, availableBytes: 1e15 },
  conntrack: { active: false },
};

const DIRECTORY = 'test/run/prove/configs';
const TEXTS = readdirSync(DIRECTORY)
  .filter((file) => file.endsWith('.conf'))
  .map((file) => [file, readFileSync(join(DIRECTORY, file), 'utf8')] as const);

function sized(text: string, facts: HostFacts) {
  const config = readNginxConfig('f', memorySource({ f: text }), '', lenient(null));
  return { deployment: topologyOf(config, CLIENTS).deployment, facts };
}

/** Fragments have no processes whose limits could be raised. */
const readable = TEXTS.filter(([, text]) => refusalOf(() => sized(text, FACTS)) === null);

describe('what --target prints for nginx', () => {
  it.each(readable)('holds what it promises once it is pasted: %s', (_, text) => {
    for (const target of [300, 70_000, 400_000]) {
      const before = sized(text, FACTS);
      const { plan } = planTarget(before, target);
      const changes = fillBlanks(plan.changes, false);
      const mended = mendNginx(text, changes, before.deployment.hops);
      const after = sized(mended, mendHost(FACTS, changes));
      const { max } = assessCapacity(after.deployment, after.facts).endToEnd;
      expect(plan.reached, JSON.stringify(plan)).toBe(true);
      expect(max ?? Infinity, mended).toBeGreaterThanOrEqual(target);
      expect(planTarget(after, target).plan.changes, mended).toEqual([]);
    }
  });
});
