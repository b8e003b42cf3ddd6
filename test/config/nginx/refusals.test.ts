import { describe, expect, it } from 'vitest';
import { readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import { refuseUnknown } from '../../../src/config/nginx/refused/refuse-unknown.js';
import type { TidegateError } from '../../../src/lib/errors.js';
import { memorySource } from '../../support/memory-source.js';
import { refusalOf } from '../../support/refusal.js';

const read = (text: string) => readNginxConfig('f', memorySource({ f: text }));
const inHttp = (text: string) => refusalOf(() => read(`events {} http { ${text} }`));
const inLocation = (text: string) => inHttp(`server { location / { ${text} } }`);

describe('one error, with its place', () => {
  it.each([
    ['keepalive_timeout soon;', 'CONFIG_VALUE_BAD f:1:36 invalid value "soon"'],
    ['client_max_body_size 1t;', 'CONFIG_VALUE_BAD f:1:39 invalid value "1t"'],
    ['root;', 'CONFIG_ARGUMENTS_BAD f:1:18 "root" takes 1 argument, here it has 0'],
    ['root /a /b;', 'CONFIG_ARGUMENTS_BAD f:1:18 "root" takes 1 argument, here it has 2'],
    ['root /a; root /b;', 'CONFIG_DUPLICATE f:1:27 "root" is set twice in this block'],
    ['server;', 'CONFIG_ARGUMENTS_BAD f:1:18 "server" has no block'],
    ['root /a { }', 'CONFIG_ARGUMENTS_BAD f:1:18 "root" takes no block'],
    [
      'worker_connections 5;',
      'CONFIG_DIRECTIVE_MISPLACED f:1:18 "worker_connections" is not allowed in http',
    ],
    ['upstream u { }', 'CONFIG_UPSTREAM_EMPTY f:1:18 no servers in upstream "u"'],
    ['upstream u { server a:0; }', 'CONFIG_VALUE_BAD f:1:38 invalid value "a:0"'],
    ['upstream u { server a max_conns=x; }', 'CONFIG_VALUE_BAD f:1:50 invalid value "x"'],
    ['upstream u { server a fast; }', 'CONFIG_VALUE_BAD f:1:40 invalid value "fast"'],
    ['upstream u { hash k ketama; server a; }', 'CONFIG_VALUE_BAD f:1:38 invalid value "ketama"'],
    ['upstream u { random three; server a; }', 'CONFIG_VALUE_BAD f:1:38 invalid value "three"'],
    ['upstream u { ip_hash; server a backup; }', 'CONFIG_VALUE_BAD f:1:49 invalid value "backup"'],
    [
      'upstream u { hash k; server a slow_start=5s; }',
      'CONFIG_VALUE_BAD f:1:48 invalid value "slow_start=5s"',
    ],
    ['server { listen 70000; }', 'CONFIG_VALUE_BAD f:1:34 invalid value "70000"'],
    ['server { listen 80; listen *:80; }', 'CONFIG_DUPLICATE f:1:38 duplicate listen "*:80"'],
    ['server { location ~ "(" { } }', 'CONFIG_REGEX_BAD f:1:38 invalid regular expression "("'],
    ['map $a b { }', 'CONFIG_VALUE_BAD f:1:25 invalid value "b"'],
    ['map $a $b { x 1; X 2; }', 'CONFIG_DUPLICATE f:1:35 "X" stands twice in this map'],
    ['map $a $b { x; }', 'CONFIG_ARGUMENTS_BAD f:1:30 "x" takes one value in this block'],
    ['split_clients $a $b { 60% x; 50% y; }', 'CONFIG_VALUE_BAD f:1:47 invalid value "50%"'],
    ['match m { status 99; }', 'CONFIG_VALUE_BAD f:1:35 invalid value "99"'],
  ])('%s', (text, refusal) => {
    expect(inHttp(text)).toBe(refusal);
  });

  it.each([
    ['proxy_pass http://nobody;', 'CONFIG_UPSTREAM_UNKNOWN f:1:51 no upstream is named "nobody"'],
    ['proxy_pass ftp://a;', 'CONFIG_VALUE_BAD f:1:51 invalid value "ftp://a"'],
    ['proxy_next_upstream sometimes;', 'CONFIG_VALUE_BAD f:1:60 invalid value "sometimes"'],
    ['proxy_bind_ports 60000-50000;', 'CONFIG_VALUE_BAD f:1:57 invalid value "60000-50000"'],
    ['proxy_bind_ports 1-70000;', 'CONFIG_VALUE_BAD f:1:57 invalid value "1-70000"'],
    ['proxy_redirect sometimes;', 'CONFIG_VALUE_BAD f:1:55 invalid value "sometimes"'],
    ['proxy_redirect default;', 'CONFIG_VALUE_BAD f:1:55 invalid value "default"'],
    ['proxy_redirect a b; proxy_redirect off;', 'CONFIG_VALUE_BAD f:1:75 invalid value "off"'],
    ['proxy_ignore_headers X-Own;', 'CONFIG_VALUE_BAD f:1:61 invalid value "X-Own"'],
    ['proxy_buffer_size 0;', 'CONFIG_VALUE_BAD f:1:58 invalid value "0"'],
    ['api write=maybe;', 'CONFIG_VALUE_BAD f:1:44 invalid value "write=maybe"'],
    ['proxy_buffering maybe;', 'CONFIG_VALUE_BAD f:1:56 invalid value "maybe"'],
    ['return nowhere;', 'CONFIG_VALUE_BAD f:1:47 invalid value "nowhere"'],
    ['return 200 "$";', 'CONFIG_VALUE_BAD f:1:51 invalid value "$"'],
    ['health_check;', 'CONFIG_VALUE_BAD f:1:40 health_check without a proxy_pass to check'],
  ])('%s', (text, refusal) => {
    expect(inLocation(text)).toBe(refusal);
  });

  it('takes a URI from a proxy_pass in a named location', () => {
    expect(inHttp('server { location @a { proxy_pass http://1.1.1.1/; } }')).toBe(
      'CONFIG_VALUE_BAD f:1:52 proxy_pass "http://1.1.1.1/" cannot have a URI in a named location',
    );
  });

  it('wants events', () => {
    expect(refusalOf(() => read('http { }'))).toBe(
      'CONFIG_EVENTS_MISSING f:1:1 there is no "events" block',
    );
  });

  it('asks after the semicolon that is missing on the line above', () => {
    try {
      read('events {}\nhttp {\n  root /a\n  index b;\n}');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ hint: 'Is a ";" missing before "index" at f:4:3?' });
    }
  });
});

describe('who runs a configuration', () => {
  const refused = (text: string) => {
    try {
      refuseUnknown(read(`events {}\nhttp {\n${text}\n}`));
      return null;
    } catch (error) {
      return error;
    }
  };

  it('refuses what is not modelled, by name and place', () => {
    expect(refused('gzip on;')).toMatchObject({
      code: 'CONFIG_DIRECTIVE_UNKNOWN',
      message: '"gzip" is not supported: it belongs to compression, left out of the bundled proxy',
      place: { file: 'f', line: 3, column: 1 },
    });
  });

  it('names everything else that it refuses as well', () => {
    expect(
      refused('gzip on;\nserver { listen 80 proxy_protocol; fastcgi_param a b; }'),
    ).toMatchObject({
      message: expect.stringMatching(/^"gzip" is not supported: .*; and 2 more:$/),
      said: [
        'f:4:20: "listen proxy_protocol" is not supported: it belongs to the PROXY protocol, left out of the bundled proxy',
        expect.stringMatching(/^f:4:36: "fastcgi_param" is not supported: /),
      ],
    });
  });

  it('names variables, parameters and patterns too, each where it stands', () => {
    const error = refused(
      `log_format own '$remote_addr $proxy_protocol_addr'
        '\${request_body}';
      map $ssl_protocol $x { default $request_uri; "~(?s)a" $sent_http_etag; }
      server {
        listen 80 http2;
        set $limit_rate 4k;
        location / { proxy_pass https://10.0.0.1; proxy_bind $remote_addr transparent; }
        location ~ (?s)a { return 200 "$host $proxy_protocol_port"; }
      }`,
    );
    const { place, said } = error as TidegateError;
    expect(place).toEqual({ file: 'f', line: 3, column: 30 });
    expect(error).toMatchObject({
      code: 'CONFIG_UNSUPPORTED',
      message: expect.stringMatching(
        /^"\$proxy_protocol_addr" is not supported: it belongs to the PROXY protocol, left out of .*; and 10 more:$/,
      ),
    });
    expect(said.map((line) => line.replace(/ is not supported.*/, ''))).toEqual([
      'f:4:10: "$request_body"',
      'f:5:11: "$ssl_protocol"',
      'f:5:52: "pattern (?s)a"',
      'f:5:61: "$sent_http_etag"',
      'f:7:19: "listen http2"',
      'f:8:13: "$limit_rate"',
      'f:9:33: "proxy_pass to https"',
      'f:9:75: "proxy_bind transparent"',
      'f:10:20: "pattern (?s)a"',
      'f:10:46: "$proxy_protocol_port"',
    ]);
  });

  it('says what each belongs to', () => {
    const error = refused(
      `upstream u { server unix:/s; }
      server {
        listen unix:/l;
        location / { proxy_pass https://10.0.0.1; proxy_bind $remote_addr transparent; }
        location /u { proxy_pass http://unix:/s; }
        location ~ a++b { return 204; }
      }`,
    ) as TidegateError;
    const parts = [error.message, ...error.said].map(
      (line) => /belongs to ([^,]*)/.exec(line)?.[1],
    );
    expect(parts).toEqual([
      ...['unix sockets', 'unix sockets', 'TLS', 'transparent proxying', 'unix sockets'],
      'what PCRE has and JavaScript has not',
    ]);
  });

  it('names fifty, and says how many are left', () => {
    const many = Array.from({ length: 60 }, (_, at) => `gzip_own${at} on;`).join('\n');
    const { message, said } = refused(many) as TidegateError;
    expect(message).toMatch(/; and 59 more:$/);
    expect(said).toHaveLength(50);
    expect(said[48]).toBe('f:52:1: "gzip_own49" is not supported');
    expect(said[49]).toBe('and 10 more');
  });

  it('takes a variable that the configuration defines for its own', () => {
    expect(
      refused('map $uri $geoip_country { default x; } log_format own $geoip_country;'),
    ).toBeNull();
  });

  it('names the directive that was probably meant', () => {
    expect(refused('keepalive_timeuot 5s;')).toMatchObject({
      hint: 'Did you mean "keepalive_timeout"?',
    });
  });

  it.each([
    ['server { listen 9 udp; proxy_pass 127.0.0.1:9; }', 'listen udp'],
    ['server { listen 9 ssl; proxy_pass 127.0.0.1:9; }', 'listen ssl'],
    ['server { listen 9 proxy_protocol; proxy_pass 127.0.0.1:9; }', 'listen proxy_protocol'],
    ['server { listen unix:/s; proxy_pass 127.0.0.1:9; }', 'listen unix:'],
    ['server { listen 9; proxy_pass unix:/s; }', 'proxy_pass unix:'],
    ['server { listen 9; proxy_protocol on; proxy_pass 127.0.0.1:9; }', 'proxy_protocol'],
    ['server { listen 9; proxy_ssl on; proxy_pass 127.0.0.1:9; }', 'proxy_ssl'],
    ['server { listen 9; ssl_preread on; proxy_pass 127.0.0.1:9; }', 'ssl_preread'],
    ['preread_timeout 1s; server { listen 9; proxy_pass 127.0.0.1:9; }', 'preread_timeout'],
    ['resolver 127.0.0.1; server { listen 9; proxy_pass 127.0.0.1:9; }', 'resolver'],
    ['server { listen 9; health_check udp; proxy_pass 127.0.0.1:9; }', 'health_check udp'],
  ])('refuses the parts of stream that are not here: %s', (text, name) => {
    expect(refused(`} stream { ${text}`)).toMatchObject({
      message: expect.stringContaining(`"${name}" is not supported`),
      place: { file: 'f', line: 3 },
    });
  });

  it('takes everything that is modelled', () => {
    expect(refused('sendfile on; server { listen 80; }')).toBeNull();
  });
});
