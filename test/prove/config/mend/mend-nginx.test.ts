import { describe, expect, it } from 'vitest';
import { readNginxConfig } from '../../../../src/config/nginx/reading/read.js';
import { topologyOf } from '../../../../src/config/nginx/topology/topology.js';
import type { TargetChange } from '../../../../src/model/capacity.js';
import { mendNginx } from '../../../../src/prove/config/mend/mend-nginx.js';
import { memorySource } from '../../../support/memory-source.js';

const CLIENTS = { local: false, addresses: null, range: null, ports: [] };

function hopsOf(text: string) {
  return topologyOf(readNginxConfig('f', memorySource({ f: text })), CLIENTS).deployment.hops;
}

function change(hop: string | null, hopIndex: number | null, ...lines: string[]): TargetChange {
  return { limit: 'ports', hop, hopIndex, what: 'Do it.', where: 'nginx', lines };
}

/** The text on one line, without blanks at line ends. */
function mended(text: string, ...changes: TargetChange[]): string {
  return mendNginx(text, changes, hopsOf(text)).replace(/\s+/g, ' ').trim();
}

const SPLIT = [
  'split_clients "$remote_addr$remote_port" $bind_addr {',
  '    50% 198.19.0.1;',
  '    * 198.19.0.2;',
  '}',
  'proxy_bind $bind_addr;',
];
const WRITTEN_SPLIT =
  'split_clients "$remote_addr$remote_port" $bind_addr { 50% 198.19.0.1; * 198.19.0.2; }';

describe('a mend in an nginx configuration', () => {
  it('sets one thing of events, and leaves the others', () => {
    const text =
      'events { multi_accept on; worker_connections 64; } http { server { listen 80; } }';
    const given = mended(text, change(null, null, 'events { worker_connections 999; }'));
    expect(given).toContain('events { multi_accept on; worker_connections 999; }');
  });

  it('adds what is not written yet', () => {
    const text = 'events { } http { server { listen 80; } }';
    const lines = ['events { worker_connections 9; }', 'worker_rlimit_nofile 99;'];
    const given = mended(text, change(null, null, ...lines));
    expect(given).toMatch(/^events \{ worker_connections 9; \} .*worker_rlimit_nofile 99;$/);
  });

  it('writes the servers of an upstream anew, each of two at one address', () => {
    const text = `events { } http {
      upstream app { zone z 64k; server 10.0.0.1:80 max_conns=1; server 10.0.0.1:80 max_conns=2; }
      upstream other { server 10.0.0.1:80 max_conns=3; }
      server { listen 80; location / { proxy_pass http://app; } } }`;
    const lines = ['server 10.0.0.1:80 max_conns=8;', 'server 10.0.0.1:80 max_conns=9;'];
    const given = mended(text, change('app', 1, ...lines));
    expect(given).toContain(
      'upstream app { zone z 64k; server 10.0.0.1:80 max_conns=8; server 10.0.0.1:80 max_conns=9; }',
    );
    expect(given).toContain('upstream other { server 10.0.0.1:80 max_conns=3; }');
  });

  it('binds in every location of the server that passes to the same place, and not in an if', () => {
    const text = `events { } http {
      upstream app { server 10.0.0.1:80; }
      server { listen 80;
        location / { if ($arg_a) { proxy_pass http://app; } proxy_pass http://app; }
        location /b { proxy_pass http://app/b; }
        location /o { proxy_bind 10.0.0.9; proxy_pass http://app; }
        location /c { proxy_pass http://10.0.0.2; } } }`;
    const given = mended(text, change('app', 1, ...SPLIT));
    expect(given).toContain(
      'location / { if ($arg_a) { proxy_pass http://app; } proxy_pass http://app; proxy_bind $bind_addr; }',
    );
    expect(given).toContain('location /b { proxy_pass http://app/b; proxy_bind $bind_addr; }');
    expect(given).toContain('location /o { proxy_bind 10.0.0.9; proxy_pass http://app; }');
    expect(given).toContain('location /c { proxy_pass http://10.0.0.2; }');
    expect(given).toContain(`} ${WRITTEN_SPLIT} }`);
  });

  it('chooses among sources in stream too', () => {
    const text = 'events { } stream { server { listen 80; proxy_pass 10.0.0.1:80; } }';
    expect(mended(text, change('10.0.0.1:80', 1, ...SPLIT))).toBe(
      `events { } stream { server { listen 80; proxy_pass 10.0.0.1:80; proxy_bind $bind_addr; } ${WRITTEN_SPLIT} }`,
    );
  });

  it('takes the place of a map of the same variable', () => {
    const text = `events { } http { map $remote_port $bind_addr { default 10.0.0.9; }
      server { listen 80; location / { proxy_bind $bind_addr; proxy_pass http://10.0.0.1; } } }`;
    const given = mended(text, change('10.0.0.1', 1, ...SPLIT));
    expect(given).not.toContain('map');
    expect(given).toContain(`http { ${WRITTEN_SPLIT} server`);
  });

  it('says which change has no place', () => {
    const text =
      'events { } http { server { listen 80; location / { proxy_pass http://10.0.0.1; } } }';
    expect(() => mended(text, change('app', 7, ...SPLIT))).toThrow(
      'a change has to be made by hand: there is no place for split_clients: Do it.',
    );
  });
});
