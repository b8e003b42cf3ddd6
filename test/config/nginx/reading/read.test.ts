import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readNginxConfig } from '../../../../src/config/nginx/reading/read.js';
import { diskSource } from '../../../../src/host/files/config-source.js';
import type { HttpConfig, NginxConfig } from '../../../../src/model/nginx.js';
import { memorySource } from '../../../support/memory-source.js';
import { refusalOf } from '../../../support/refusal.js';

const read = (text: string) => readNginxConfig('/f', memorySource({ '/f': text }));
const http = (text: string): HttpConfig => {
  const config = read(`events {}\nhttp {\n${text}\n}`).http;
  if (!config) throw new Error('no http');
  return config;
};
const location = (outer: string, server: string, inner: string) =>
  http(`${outer}\nserver { ${server}\nlocation / { ${inner} } }`).servers[0]?.locations[0];

describe('configurations as they are found', () => {
  const fixture = (name: string): NginxConfig => {
    const path = fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
    return readNginxConfig(path, diskSource);
  };

  it('health check, as it stands: a fragment whose try_files has no slash', () => {
    const config = fixture('health-check.conf');
    expect(config.shape).toBe('fragment');
    expect(config.unknown).toEqual([]);
    const [check, backend] = config.http?.servers[0]?.locations ?? [];
    expect(check?.pattern).toBe('/health_check/');
    expect(check?.tryFiles?.files).toEqual([['maintaining.html']]);
    expect(check?.tryFiles?.fallback).toEqual({ kind: 'named', name: '@health_check_backend' });
    expect(backend).toMatchObject({ kind: 'named', pattern: '@health_check_backend' });
    expect(backend?.proxy?.pass).toMatchObject({ scheme: 'http', target: ['backend'], uri: null });
  });

  it('local proxy, as it stands', () => {
    const config = fixture('local-proxy.conf');
    expect(config.shape).toBe('fragment');
    expect(config.unknown).toEqual([]);
    const [map] = config.http?.maps ?? [];
    expect(map?.source).toEqual([{ variable: 'remote_port' }]);
    expect(map?.default).toEqual(['127.0.0.1']);
    expect(map?.entries.map((entry) => entry.pattern)).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9].map((digit) => `^${digit}`),
    );
    const [upstream] = config.http?.upstreams ?? [];
    expect(upstream?.servers.map((server) => [server.address, server.maxConns])).toEqual([
      ['127.0.0.1:8080', 30_000],
      ['127.0.0.2:8080', 30_000],
      ['127.0.0.3:8080', 30_000],
    ]);
    const [front, first] = config.http?.servers ?? [];
    expect(front?.listens).toMatchObject([{ address: '*', port: 80 }]);
    const proxy = front?.locations[0]?.proxy;
    expect(proxy?.bind).toMatchObject({ kind: 'address', address: [{ variable: 'bind_addr' }] });
    expect(proxy?.setHeaders).toEqual([
      { name: 'Host', value: [{ variable: 'http_host' }] },
      { name: 'Connection', value: ['close'] },
    ]);
    const [step] = first?.rewrite ?? [];
    expect(step?.kind === 'return' && step.text?.at(-1)).toBe('\r\n');
  });
});

describe('inheritance', () => {
  it('hands settings down from http to server to location', () => {
    const inner = location(
      'root /a; proxy_read_timeout 1m;',
      'root /b;',
      'proxy_pass http://1.1.1.1;',
    );
    expect(inner?.root).toEqual(['/b']);
    expect(inner?.proxy?.readTimeoutMs).toBe(60_000);
    expect(inner?.index).toEqual([['index.html']]);
  });

  it('hands down what stands below the block that inherits it', () => {
    const config = http('server { location / { return 200; } }\nroot /late;');
    expect(config.servers[0]?.locations[0]?.root).toEqual(['/late']);
  });

  it('replaces a list whole, never adds to it', () => {
    const pass = 'proxy_pass http://1.1.1.1;';
    const outer = 'proxy_set_header X-A 1; add_header X-H 1;';
    const names = (inner: string) =>
      location(outer, '', `${pass} ${inner}`)?.proxy?.setHeaders.map((header) => header.name);
    expect(names('')).toEqual(['X-A', 'Host', 'Connection']);
    expect(names('proxy_set_header connection "";')).toEqual(['connection', 'Host']);
    expect(location(outer, '', 'add_header X-L "$host";')?.addHeaders).toEqual([
      { name: 'X-L', value: [{ variable: 'host' }], always: false },
    ]);
  });

  it('keeps nginx defaults where nothing is set', () => {
    expect(read('events {}')).toMatchObject({ workerProcesses: 1, workerConnections: 512 });
    expect(http('server { }').servers[0]).toMatchObject({
      keepaliveTimeoutMs: 75_000,
      otherwise: { clientMaxBodyBytes: 1_048_576 },
      listens: [{ address: '*', port: 80 }],
    });
  });
});

describe('values', () => {
  it.each([
    ['8s', 8000],
    ['500ms', 500],
    ['1h30m', 5_400_000],
    ['1m 30s', 90_000],
    ['75', 75_000],
  ])('time %s is %d ms', (text, ms) => {
    expect(http(`keepalive_timeout "${text}"; server { }`).servers[0]?.keepaliveTimeoutMs).toBe(ms);
  });

  it.each([
    ['0', 0],
    ['64k', 65_536],
    ['1M', 1_048_576],
  ])('size %s is %d bytes', (text, bytes) => {
    const [server] = http(`client_max_body_size ${text}; server { }`).servers;
    expect(server?.otherwise.clientMaxBodyBytes).toBe(bytes);
  });

  it('reads a health check and what it matches', () => {
    const config = http(
      `
      match ok { status 200-399; status ! 301; }`.replace(
        'status ! 301;',
        'body !~* "down"; header X = a;',
      ),
    );
    expect(config.matches[0]).toMatchObject({
      name: 'ok',
      status: { negated: false, ranges: [[200, 399]] },
      body: { negated: true, pattern: 'down', ignoreCase: true },
      headers: [{ name: 'X', operator: 'equals', ignoreCase: false, value: 'a' }],
    });
    const check = location(
      'match ok { status 200; }',
      '',
      'proxy_pass http://1.1.1.1; health_check uri=/h interval=500ms fails=2 match=ok;',
    )?.healthCheck;
    expect(check).toMatchObject({ uri: '/h', intervalMs: 500, fails: 2, passes: 1, match: 'ok' });
  });

  it('reads locations of every kind, with or without a space', () => {
    const kinds = ['= /a', '=/b', '^~ /c', '~ ^/d', '~*\\.e$', '@f', '/g'];
    const text = kinds.map((kind) => `location ${kind} { return 204; }`).join('\n');
    const found = http(`server { ${text} }`).servers[0]?.locations;
    expect(found?.map((one) => [one.kind, one.pattern, one.ignoreCase])).toEqual([
      ['exact', '/a', false],
      ['exact', '/b', false],
      ['prefix-final', '/c', false],
      ['regex', '^/d', false],
      ['regex', '\\.e$', true],
      ['named', '@f', false],
      ['prefix', '/g', false],
    ]);
  });

  it('counts stream upstreams and servers', () => {
    const config = read(`events {} stream {
      upstream tcp { server 10.0.0.1:5432 max_conns=9; zone z 64k; }
      server { listen 5432; proxy_bind $remote_addr transparent; proxy_pass tcp; } }`);
    expect(config.stream?.upstreams[0]).toMatchObject({ name: 'tcp', zone: 'z' });
    expect(config.stream?.servers[0]).toMatchObject({
      proxyPass: { text: ['tcp'] },
      proxyBind: { kind: 'address', transparent: true },
    });
  });
});

describe('what is not modelled', () => {
  it('is collected with its place; what changes nothing is kept apart', () => {
    const config = read('events { multi_accept on; }\nhttp {\n  gzip on;\n  sendfile on;\n}');
    expect(config.unknown).toEqual([{ name: 'gzip', place: { file: '/f', line: 3, column: 3 } }]);
    expect(config.ignored.map((one) => one.name)).toEqual(['multi_accept', 'sendfile']);
  });

  it('is told apart from what stands in the wrong place', () => {
    const nested =
      'events {} http { server { location / { if ($x) { gzip on; add_header A b; } } } }';
    expect(read(nested).unknown.map((one) => one.name)).toEqual(['gzip', 'add_header']);
    expect(refusalOf(() => read('events {} http { location / { } }'))).toBe(
      'CONFIG_DIRECTIVE_MISPLACED /f:1:18 "location" is not allowed in http',
    );
  });
});

it('reads ten thousand servers and a hundred thousand map lines', () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => `key${i} 127.0.0.${i % 255};`).join('\n');
  const servers = Array.from({ length: 10_000 }, (_, i) => `server 10.0.${i >> 8}.${i & 255}:80;`);
  const config = http(`map $a $b {\n${lines}\n}\nupstream u {\n${servers.join('\n')}\n}`);
  expect(config.maps[0]?.entries).toHaveLength(100_000);
  expect(config.upstreams[0]?.servers).toHaveLength(10_000);
});

it('keeps the verbatim fixtures verbatim', () => {
  const text = readFileSync(new URL('../fixtures/health-check.conf', import.meta.url), 'utf8');
  expect(text).toContain('try_files maintaining.html @health_check_backend;');
});
