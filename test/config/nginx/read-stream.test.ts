import { describe, expect, it } from 'vitest';
import { readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import type { StreamConfig, StreamServer } from '../../../src/model/nginx.js';
import { memorySource } from '../../support/memory-source.js';
import { refusalOf } from '../../support/refusal.js';

const read = (text: string): StreamConfig | null =>
  readNginxConfig('f', memorySource({ f: `events {} stream { ${text} }` })).stream;
const server = (text: string, above = ''): StreamServer | undefined =>
  read(`${above} server { listen 9; ${text} }`)?.servers[0];

describe('a server of stream', () => {
  it("has nginx's defaults", () => {
    expect(server('proxy_pass 10.0.0.1:5432;')).toMatchObject({
      proxyPass: { text: ['10.0.0.1:5432'] },
      return: null,
      sets: [],
      proxyBind: null,
      proxyConnectTimeoutMs: 60_000,
      proxyTimeoutMs: 600_000,
      proxyHalfClose: false,
      nextUpstream: { on: true, tries: 0, timeoutMs: 0 },
      healthCheck: null,
    });
  });

  it('inherits what stream says, unless it says it itself', () => {
    const above = `proxy_timeout 5s; proxy_half_close on; proxy_bind 10.0.0.9;
      proxy_next_upstream off; proxy_next_upstream_tries 3; proxy_next_upstream_timeout 4s;
      health_check_timeout 2s;`;
    const own =
      'proxy_pass 10.0.0.1:5; proxy_bind off; proxy_timeout 6s; health_check interval=1s;';
    expect(server(own, above)).toMatchObject({
      proxyBind: { kind: 'off' },
      proxyTimeoutMs: 6000,
      proxyHalfClose: true,
      nextUpstream: { on: false, tries: 3, timeoutMs: 4000 },
      healthCheck: { intervalMs: 1000, fails: 1, passes: 1, port: null, timeoutMs: 2000 },
    });
  });

  it('sets variables in order', () => {
    const one = server('set $a 1; set $b "$a-2"; return "$b\\n";');
    expect(one?.sets).toMatchObject([
      { variable: 'a', text: ['1'] },
      { variable: 'b', text: [{ variable: 'a' }, '-2'] },
    ]);
    expect(one?.return).toMatchObject({ text: [{ variable: 'b' }, '\n'] });
  });
});

describe('a match of stream', () => {
  it.each([
    ['', { send: null, expect: null }],
    ['send "PING\\r\\n"; expect +PONG;', { send: 'PING\r\n', expect: { bytes: '+PONG' } }],
    ['send \\x00\\x80; expect "\\xFFa";', { send: '\x00\x80', expect: { bytes: '\xffa' } }],
    ['expect ~ "^2\\d\\d";', { expect: { kind: 'regex', pattern: '^2\\d\\d', ignoreCase: false } }],
    ['expect ~* ok;', { expect: { kind: 'regex', pattern: 'ok', ignoreCase: true } }],
  ])('%s', (text, match) => {
    expect(read(`match m { ${text} }`)?.matches).toMatchObject([{ name: 'm', ...match }]);
  });
});

describe('what is refused in stream', () => {
  it.each([
    ['9', '9'],
    ['127.0.0.1:9', '9'],
    ['9', '127.0.0.1:9'],
  ])('what listens on %s beside an http server on %s', (ours, http) => {
    const text = `events {} http { server { listen ${http}; } }
      stream { server { listen ${ours}; return a; } }`;
    expect(refusalOf(() => readNginxConfig('f', memorySource({ f: text })))).toMatch(
      /^CONFIG_DUPLICATE f:2:25 http and stream both listen on/,
    );
  });

  it.each([
    ['match m { expect !~ a; }', 'CONFIG_VALUE_BAD f:1:37 invalid value "!~"'],
    ['match m { expect ~ (; }', 'CONFIG_REGEX_BAD f:1:39 invalid regular expression "("'],
    [
      'match m { status 200; }',
      'CONFIG_DIRECTIVE_MISPLACED f:1:30 "status" is not allowed in stream match',
    ],
    [
      'server { listen 9; return a; health_check; }',
      'CONFIG_VALUE_BAD f:1:49 health_check without a proxy_pass to check',
    ],
    [
      'server { listen 9; proxy_pass 10.0.0.1:5; health_check match=m; }',
      'CONFIG_MATCH_UNKNOWN f:1:62 no match block is named "m"',
    ],
    [
      'server { listen 9; proxy_pass 10.0.0.1:5; health_check uri=/x; }',
      'CONFIG_VALUE_BAD f:1:75 invalid value "uri=/x"',
    ],
    [
      'server { listen 9 default_server; return a; }',
      'CONFIG_VALUE_BAD f:1:29 default_server means nothing in stream',
    ],
  ])('%s', (text, refusal) => {
    expect(refusalOf(() => read(text))).toBe(refusal);
  });
});
