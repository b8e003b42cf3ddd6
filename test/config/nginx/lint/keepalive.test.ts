import { describe, expect, it } from 'vitest';
import type { NginxLintCode } from '../../../../src/model/lint.js';
import { examine } from './examine.js';

const found = (text: string, code: NginxLintCode) =>
  examine({ 'nginx.conf': text }).filter((finding) => finding.code === code);

describe('keepalive', () => {
  const upstream = 'upstream app { server 127.0.0.1:81; keepalive 8; keepalive_timeout 50s; }';
  const pass = 'location / { proxy_pass http://app; }';

  it('is held against the server itself where that is in the configuration', () => {
    const behind = (listen: string) =>
      found(
        `${upstream} server { listen 80; ${pass} }
         server { listen ${listen}; keepalive_timeout 40s; return 200; }`,
        'KEEPALIVE_OUTLIVES_SERVER',
      ).map((finding) => finding.message);
    const message = 'keepalive_timeout 50s of upstream app is not below 40s, that of its server';
    expect(behind('127.0.0.1:81')).toEqual([message]);
    expect(behind('81')).toEqual([message]);
    expect(behind('82')).toEqual([]);
  });

  it('names each fault of a location', () => {
    const messages = (inner: string) =>
      found(`${upstream} server { ${inner} ${pass} }`, 'KEEPALIVE_UNUSED').map(
        (finding) => finding.message,
      );
    expect(messages('')).toEqual([
      'keepalive 8 of app is not used here: requests go with HTTP/1.0 and Connection: close',
    ]);
    expect(messages('proxy_http_version 1.1;')[0]).toMatch(/go with Connection: close$/);
    expect(messages('proxy_set_header Connection $http_connection;')[0]).toMatch(/HTTP\/1\.0$/);
  });
});

describe('a WebSocket that is passed on in vain', () => {
  const UPGRADE = 'proxy_set_header Upgrade $http_upgrade;';
  const of = (headers: string) =>
    found(
      `server { listen 80; location / { ${headers} proxy_pass http://10.0.0.1; } }`,
      'UPGRADE_LOST',
    ).map(({ severity, message }) => [severity, message.split('requests go with ')[1]]);

  it.each([
    [`${UPGRADE}`, 'warning', 'HTTP/1.0 and Connection: close'],
    [`${UPGRADE} proxy_http_version 1.1;`, 'warning', 'Connection: close'],
    [`${UPGRADE} proxy_set_header Connection upgrade;`, 'warning', 'HTTP/1.0'],
    [`${UPGRADE} proxy_http_version 1.1; proxy_set_header Connection "";`, 'info', 'no Connection'],
  ])('%s', (headers, severity, because) => {
    expect(of(headers)).toEqual([[severity, because]]);
  });

  it('is none where it is passed on well, or not at all', () => {
    const well = `${UPGRADE} proxy_http_version 1.1;`;
    expect(of(`${well} proxy_set_header Connection "Upgrade";`)).toEqual([]);
    expect(of(`${well} proxy_set_header Connection $http_connection;`)).toEqual([]);
    expect(of('proxy_set_header Upgrade "";')).toEqual([]);
    expect(of('')).toEqual([]);
  });
});

describe('keepalive of every way out', () => {
  const KEPT = 'upstream u { server 10.0.0.1:80; keepalive 4; keepalive_timeout 5s; }';
  const BARE = 'upstream u { server 10.0.0.1:80; }';
  const of = (code: NginxLintCode, upstream: string, inner: string) =>
    found(
      `events { }\nhttp { ${upstream}\nserver { listen 80; location / { ${inner} } } }`,
      code,
    ).map(({ message, mend, edits }) => ({ message, mend, edits: edits?.length ?? 0 }));
  const missing = (inner: string) => of('KEEPALIVE_MISSING', BARE, inner);
  const unused = (inner: string) => of('KEEPALIVE_UNUSED', KEPT, inner);

  it('is missing for grpc and memcached, and nothing besides keepalive is needed', () => {
    for (const pass of ['grpc_pass grpc://u;', 'memcached_pass u;']) {
      expect(missing(pass)).toMatchObject([{ mend: 'Add keepalive 32; to it.', edits: 1 }]);
      expect(unused(pass)).toEqual([]);
    }
    expect(missing('grpc_pass grpc://10.0.0.1:80;')).toMatchObject([
      { message: expect.stringMatching(/^grpc_pass directly to 10\.0\.0\.1:80 keeps no/) },
    ]);
  });

  it('is missing and unused in an if too, where the mend is left to a person', () => {
    expect(missing('if ($arg_x) { proxy_pass http://u; }')).toMatchObject([{ edits: 0 }]);
    expect(missing('if ($arg_x) { proxy_pass http://10.0.0.2; }')).toHaveLength(1);
    expect(unused('if ($arg_x) { proxy_pass http://u; }')).toHaveLength(1);
    const kept = 'proxy_http_version 1.1; proxy_set_header Connection "";';
    expect(unused(`${kept} if ($arg_x) { proxy_pass http://u; }`)).toEqual([]);
  });

  it('needs fastcgi_keep_conn for FastCGI, and is nothing for uwsgi and SCGI', () => {
    for (const pass of ['fastcgi_pass u;', 'uwsgi_pass u;', 'scgi_pass u;']) {
      expect(missing(pass)).toEqual([]);
    }
    expect(unused('fastcgi_pass u;')).toEqual([
      {
        message: 'keepalive 4 of u is not used here: fastcgi_keep_conn is off',
        mend: 'Write fastcgi_keep_conn on;',
        edits: 1,
      },
    ]);
    expect(unused('fastcgi_keep_conn on; fastcgi_pass u;')).toEqual([]);
    expect(unused('uwsgi_pass u;')).toMatchObject([
      { message: expect.stringMatching(/nginx keeps no connection of uwsgi_pass open$/) },
    ]);
  });
});
