import { expect, it } from 'vitest';
import { assessCapacity } from '../../../src/capacity/assess.js';
import { flowOf } from '../../../src/capacity/flow/whole.js';
import { readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import { topologyOf } from '../../../src/config/nginx/topology/topology.js';
import { memorySource } from '../../support/memory-source.js';

function flows(upstream: string): { flowing: number; flows: readonly number[] } {
  const text = `events { worker_connections 4000; }
http {
  upstream app { zone z 64k; ${upstream} }
  server { listen 8080; location / { proxy_pass http://app; proxy_bind 10.0.0.8; } }
  server { listen 8090; location / { proxy_pass http://app; proxy_bind 10.0.0.9; } }
}`;
  const config = readNginxConfig('f', memorySource({ f: text }));
  const clients = { local: false, addresses: null, range: null, ports: [] };
  const { deployment } = topologyOf(config, clients);
  const facts = { schema: 'tidegate.facts/1', cpus: 1, portRange: [50_000, 50_049] } as const;
  return flowOf({ deployment, hops: assessCapacity(deployment, facts).hops }, facts);
}

it('lets no hop flow through the ports of another hop to the same upstream', () => {
  expect(flows('server 10.0.0.1:80;')).toEqual({ flowing: 100, flows: [50, 50, 50, 50] });
});

it('counts what the servers allow once for both', () => {
  const { flowing, flows: through } = flows('server 10.0.0.1:80 max_conns=70;');
  expect(flowing).toBe(70);
  expect(Math.max(...through)).toBeLessThanOrEqual(50);
});
