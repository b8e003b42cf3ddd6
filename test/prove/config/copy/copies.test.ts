import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyHaproxy } from '../../../../src/prove/config/copy/haproxy/haproxy-copy.js';
import { copyNginx } from '../../../../src/prove/config/copy/nginx/nginx-copy.js';
import { socketText } from '../../../../src/prove/config/copy/places.js';
import { StandIns } from '../../../../src/prove/config/copy/stand-ins.js';

let directory = '';
let standIns = new StandIns('', '');

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'copies-test-'));
  standIns = new StandIns(directory, directory);
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function file(text: string): string {
  const path = join(directory, 'config');
  writeFileSync(path, text);
  return path;
}

describe('of nginx', () => {
  const copy = (inner: string, scale = 1, engine: 'nginx' | 'bundled' = 'bundled') =>
    copyNginx(file(`events { worker_connections 3000; } ${inner}`), engine, scale, standIns);
  const SERVER = 'server { listen 8080; location / { proxy_pass http://u; } }';

  it('has a stub at every server, and names as addresses of the namespace', () => {
    const made = copy(`http { upstream u { server db.internal:81; server 10.0.0.1; } ${SERVER} }`);
    expect(made.backends.map(socketText)).toEqual(['198.18.0.1:81', '10.0.0.1:80']);
    expect(made.places.hosts).toMatchObject({ 'db.internal': '198.18.0.1' });
    expect([...made.places.addresses]).toEqual(['10.0.0.1', '198.18.0.1']);
  });

  it('has no stub where the proxy itself listens', () => {
    const own = 'server { listen 127.0.0.1:82; location / { proxy_pass http://10.0.0.9:83; } }';
    const made = copy(`http { upstream u { server 127.0.0.1:82; } ${SERVER} ${own} }`);
    expect(made.backends.map(socketText)).toEqual(['10.0.0.9:83']);
  });

  it('listens on one address where a backend of another host has the port', () => {
    const made = copy('stream { server { listen 53; proxy_pass 10.0.0.1:53; } }');
    expect(made.text).toContain('listen 127.0.0.1:53;');
    expect([...standIns.said].join()).toContain('listen 53 is on 127.0.0.1 only');
  });

  it('scales every limit', () => {
    const upstream = 'upstream u { zone u 64k; server 10.0.0.1 max_conns=500; keepalive 200; }';
    const { text } = copy(`http { ${upstream} ${SERVER} }`, 0.01);
    expect(text).toContain('worker_connections 30;');
    expect(text).toContain('max_conns=5;');
    expect(text).toContain('keepalive 2;');
  });

  it('leaves out what only NGINX Plus knows, for nginx alone', () => {
    const text = `http { upstream u { server 10.0.0.1 slow_start=30s; } server { location / { proxy_pass http://u; health_check; } } }`;
    expect(copy(text, 1, 'nginx').text).not.toMatch(/health_check|slow_start/);
    expect(copy(text, 1, 'bundled').text).toMatch(/slow_start=30s[\s\S]*health_check/);
  });

  it('lets every client in', () => {
    const { text } = copy(
      `http { upstream u { server 10.0.0.1; } server { allow 10.0.0.0/8; deny all; auth_basic x; location / { proxy_pass http://u; } } }`,
    );
    expect(text).not.toMatch(/allow|deny|auth_basic/);
    expect(standIns.said).toContain('deny is left out: every client is let in');
  });

  it('takes a missing include for empty, and is then what is proven', () => {
    const made = copy(`http { include gone.conf; upstream u { server 10.0.0.1; } ${SERVER} }`);
    expect(made.asCopied).toBe(true);
    expect([...standIns.said].join()).toContain('gone.conf is not here');
  });
});

describe('of HAProxy', () => {
  const copy = (text: string, scale = 1) => copyHaproxy(file(text), scale, standIns);

  it('keeps each line where it stands', () => {
    const { text } = copy('# one\nglobal\n  daemon\n\n  maxconn 100\nlisten a\n  bind :80\n');
    expect(text.split('\n')).toEqual([
      '',
      'global',
      '',
      '',
      '  maxconn 100',
      'listen a',
      '  bind :80',
      '',
      '',
    ]);
  });

  it('opens frontends that lead to servers, in the mode of their defaults', () => {
    const { ways } = copy(
      `defaults
  mode http
frontend a
  bind 10.0.0.9:80,:81
  default_backend b
frontend stats
  bind :9000
  stats enable
listen c
  mode tcp
  bind :5000-5001 accept-proxy
  server s 10.0.0.1:5432
backend b
  server s 10.0.0.2:80
`,
    );
    expect(ways.map(({ name, http }) => [name, http !== null])).toEqual([
      ['a 10.0.0.9:80', true],
      ['a 127.0.0.1:81', true],
      ['c 127.0.0.1:5000', false],
      ['c 127.0.0.1:5001', false],
    ]);
    expect(ways[2]?.proxyProtocol).toBe(true);
  });

  it('has a stub at every server, at the port of its check, and at that of the client', () => {
    const { backends } = copy(
      `listen a
  bind 10.0.0.9:80
  server one 10.0.0.1:5432 check port 8008
  server two db.internal
  server-template three 2 pool.internal:90 resolvers dns
`,
    );
    expect(backends.map(socketText)).toEqual([
      '10.0.0.1:5432',
      '10.0.0.1:8008',
      '198.18.0.2:90',
      '198.18.0.3:90',
      '198.18.0.1:80',
    ]);
    expect([...standIns.said].join()).toContain('resolvers of a server is left out');
  });

  it('scales maxconn wherever it stands, and ports that it deals out', () => {
    const { text, ownPorts } = copy(
      `global
  maxconn 5000
listen a
  bind :80 maxconn 700
  server one 10.0.0.1:80 maxconn 300 source 10.0.1.1:10000-19999
`,
      0.01,
    );
    expect(text).toMatch(
      / {2}maxconn 50\n[\s\S]*maxconn 7\n[\s\S]*maxconn 3 source 10.0.1.1:10000-10099/,
    );
    expect(ownPorts).toEqual([10_000, 10_099]);
  });

  it('leaves out checks that a stub does not speak', () => {
    const { text } = copy(
      'listen a\n  bind :80\n  option pgsql-check user x\n  server s 10.0.0.1:80 check\n',
    );
    expect(text).not.toContain('pgsql');
  });
});
