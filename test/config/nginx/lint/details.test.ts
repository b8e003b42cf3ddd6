import { describe, expect, it } from 'vitest';
import type { NginxLintCode } from '../../../../src/model/lint.js';
import { fixDiff } from '../../../support/fix-diff.js';
import { examine, FACTS } from './examine.js';

const found = (text: string, code: NginxLintCode, facts = FACTS) =>
  examine({ 'nginx.conf': text }, facts).filter((finding) => finding.code === code);

describe('try_files', () => {
  const lines = (text: string) => found(text, 'TRY_FILES_NO_SLASH').map((one) => one.message);

  it('is read argument by argument, the last one too where it is a URI', () => {
    expect(lines('root /srv/;\nlocation / { try_files a /b $uri c =404; }')).toEqual([
      'try_files looks for "/srva", not for "/srv/a"',
      'try_files looks for "/srvc", not for "/srv/c"',
    ]);
    expect(lines('location / { try_files /a b; }')).toHaveLength(1);
  });

  it('is left alone where an alias changes how names are joined', () => {
    expect(lines('location / { alias /srv/; try_files a @b; }')).toEqual([]);
  });
});

describe('a map that a split_clients can stand in for', () => {
  const edits = (map: string) =>
    found(
      `${map}\nserver { location / { proxy_bind $b; proxy_pass http://10.0.0.1:80; } }`,
      'MAP_UNEVEN',
    ).map((finding) => finding.edits?.length ?? 0);

  it('gives plain addresses for the port', () => {
    expect(edits('map $remote_port $b { default 10.0.0.1; ~^3 10.0.0.2; }')).toEqual([1]);
  });

  it('is none that leaves some connections without an address, or takes it from elsewhere', () => {
    expect(edits('map $remote_port $b { ~^3 10.0.0.2; ~^4 10.0.0.3; }')).toEqual([0]);
    expect(edits('map $remote_port $b { default $server_addr; ~^3 10.0.0.2; }')).toEqual([0]);
  });
});

it('mends each file that a configuration includes, by its own name', () => {
  const files = {
    'nginx.conf': 'include a.conf;\ninclude b.conf;\n',
    'a.conf': 'location /a/ {\n    try_files a @x;\n}\n',
    'b.conf': 'location /b/ {\n    try_files b @x;\n}\n',
  } as Readonly<Record<string, string>>;
  const findings = examine(files);
  expect(findings.map(({ place }) => `${place.file}:${place.line}:${place.column}`)).toEqual([
    'a.conf:2:15',
    'b.conf:2:15',
  ]);
  const diff = fixDiff(findings, (file) => files[file] ?? '');
  expect(diff.match(/^\+\+\+ .*$/gm)).toEqual(['+++ a.conf', '+++ b.conf']);
});

it('finds one thing once, however many proxy_pass lead to it', () => {
  const text = `
    map $remote_port $b { default 10.0.0.1; ~^3 10.0.0.2; }
    proxy_next_upstream error non_idempotent;
    server {
      proxy_bind $b;
      location /a { proxy_pass http://10.0.0.1:80; }
      location /b { proxy_pass http://10.0.0.2:80; }
    }`;
  expect(found(text, 'MAP_UNEVEN')).toHaveLength(1);
  expect(found(text, 'RETRY_NON_IDEMPOTENT')).toHaveLength(1);
});

it('reserves a port beside those that are reserved already', () => {
  const facts = { ...FACTS, reservedPorts: '8080,9148' };
  const [finding] = found('server { listen 40000; return 200; }', 'LISTEN_IN_PORT_RANGE', facts);
  expect(finding?.mend).toContain('ip_local_reserved_ports=8080,9148,40000');
});

it('reserves all ports in one list, for the kernel keeps the last', () => {
  const text = `server { listen 41000; listen 40000-40002; return 200; }
    server { listen 41000; server_name b; return 200; }`;
  const findings = found(text, 'LISTEN_IN_PORT_RANGE');
  const list = 'ip_local_reserved_ports=40000-40002,41000';
  expect(findings.map(({ message }) => message.split(' in the ')[0])).toEqual([
    'port 41000 is',
    'port 40000 is',
    'port 40001 is',
    'port 40002 is',
  ]);
  for (const { mend } of findings) expect(mend.endsWith(list)).toBe(true);
});

it('leaves out 127.0.0.0 only where the kernel does not connect from it', () => {
  const text = 'server { location / { proxy_bind 127.0.0.0; proxy_pass http://127.0.0.1:80; } }';
  const before = { ...FACTS, loopback: { cidrs: [], aliases: 1, usable: 16_777_214 } };
  expect(found(text, 'SOURCE_UNUSABLE', before)).toHaveLength(1);
  expect(found(text, 'SOURCE_UNUSABLE')).toEqual([]);
});

describe('by version and host', () => {
  const codes = (text: string, facts: Partial<typeof FACTS>) =>
    examine({ 'nginx.conf': text }, { ...FACTS, ...facts }).map(({ code }) => code);
  const http = (inner: string) => `events { }\nhttp { ${inner} }\n`;
  const upstream = 'upstream u { server 10.0.0.1:80; keepalive 4; keepalive_timeout 5s; }';
  const pass = (inner = '') =>
    http(`${upstream} server { listen 80; location / { ${inner} proxy_pass http://u; } }`);
  const NEW = { proxyVersions: { nginx: '1.30.0' } };

  it('nginx 1.29.7 uses keepalive without a word, unless somebody writes otherwise', () => {
    expect(codes(pass(), {})).toContain('KEEPALIVE_UNUSED');
    expect(codes(pass(), NEW)).not.toContain('KEEPALIVE_UNUSED');
    expect(codes(pass('proxy_http_version 1.0;'), NEW)).toContain('KEEPALIVE_UNUSED');
    expect(codes(pass('proxy_set_header Connection close;'), NEW)).toContain('KEEPALIVE_UNUSED');
  });

  it('nginx 1.29.7 keeps 32 where nothing is said, if it is asked for, and none at 0', () => {
    const found32 = (keepalive: string, inner: string) =>
      examine(
        {
          'nginx.conf': http(
            `upstream u { server 10.0.0.1:80; ${keepalive} } server { listen 80; location / { ${inner} } }`,
          ),
        },
        { ...FACTS, ...NEW },
      ).filter(({ code }) => code.startsWith('KEEPALIVE_'));
    const pass = 'proxy_pass http://u;';
    expect(found32('', pass)).toEqual([]);
    expect(found32('keepalive 8 local;', pass)).toEqual([]);
    expect(found32('', `proxy_http_version 2; ${pass}`)).toEqual([]);
    expect(found32('', 'fastcgi_pass u;')).toEqual([]);
    expect(found32('', `proxy_set_header Connection close; ${pass}`)).toMatchObject([
      {
        code: 'KEEPALIVE_UNUSED',
        message:
          'keepalive 32, the default, of u is not used here: requests go with Connection: close',
      },
    ]);
    expect(found32('keepalive 0;', pass)).toMatchObject([{ code: 'KEEPALIVE_MISSING' }]);
    const zero = http(
      'upstream u { server 10.0.0.1:80; keepalive 0; } server { location / { proxy_pass http://u; } }',
    );
    const [before] = found(zero, 'KEEPALIVE_MISSING');
    expect(before).toMatchObject({ severity: 'error', message: expect.stringMatching(/refused/) });
  });

  it('a default backlog above somaxconn is one finding, however many listeners have it', () => {
    const listens = http('server { listen 80; listen 81; listen 82 backlog=64; return 200; }');
    const found = examine({ 'nginx.conf': listens }, { ...FACTS, tcp: { somaxconn: 128 } });
    expect(found.filter(({ code }) => code === 'BACKLOG_ABOVE_SOMAXCONN')).toMatchObject([
      { message: "nginx's default backlog, of 2 listeners, is 511, above somaxconn, 128" },
    ]);
    expect(codes(listens, { tcp: { somaxconn: 128 }, platform: 'darwin' })).not.toContain(
      'BACKLOG_ABOVE_SOMAXCONN',
    );
  });

  it('127.0.0.0 is a source from Linux 5.14 on', () => {
    const from = http(
      'server { location / { proxy_bind 127.0.0.0; proxy_pass http://127.0.0.1:81; } }',
    );
    expect(codes(from, { kernel: '5.13.0' })).toContain('SOURCE_UNUSABLE');
    expect(codes(from, { kernel: '5.14.0' })).not.toContain('SOURCE_UNUSABLE');
  });

  it('an odd range and a parity count on the kernels that search so', () => {
    const odd = { portRange: [32_768, 61_000] as const };
    expect(codes(pass(), { ...odd, kernel: '5.4.0' })).toContain('ODD_PORT_RANGE');
    expect(codes(pass(), { ...odd, kernel: '4.5.0' })).not.toContain('ODD_PORT_RANGE');
  });

  it('no mend goes above a hard limit that may not be raised', () => {
    const wide = `events { worker_connections 5000; }\nhttp { server { return 200; } }\n`;
    const limits = { nofile: { soft: 1024, hard: 2048 } };
    const found = (facts: object) =>
      examine({ 'nginx.conf': wide }, { ...FACTS, ...limits, ...facts }).find(
        ({ code }) => code === 'NOFILE_BELOW_WORKER_CONNECTIONS',
      );
    expect(found({})?.edits).toBeUndefined();
    expect(found({})?.mend).toContain('LimitNOFILE=5064');
    expect(found({ capSysResource: true })?.edits).toHaveLength(1);
  });

  it('what opens or limits connections is a warning each', () => {
    const text = http(
      'limit_conn_zone $remote_addr zone=a:1m; gzip on; server { limit_conn a 5; mirror /m; listen 80; return 200; }',
    );
    const found = examine({ 'nginx.conf': text }).filter(
      ({ code }) => code === 'UNMODELLED_DIRECTIVE',
    );
    expect(found.map(({ severity, message }) => [severity, message.split(/[:,]/, 1)[0]])).toEqual([
      ['info', 'ignored'],
      ['warning', 'limit_conn'],
      ['warning', 'mirror'],
    ]);
  });
});
