import { describe, expect, it } from 'vitest';
import { readNginxConfig } from '../../../../../src/config/nginx/reading/read.js';
import { loopsOf, loopText } from '../../../../../src/config/nginx/topology/loops/loops.js';
import { memorySource } from '../../../../support/memory-source.js';

/** As written, for messages of the whole configuration. */
const found = (text: string) => loopsOf(readNginxConfig('f', memorySource({ f: text })));
const http = (inner: string) => found(`events { }\nhttp { ${inner} }`).map(({ where }) => where);
const both = (text: string) => found(`events { }\n${text}`).map(({ where }) => where);
/** One server on port 80. */
const server = (inner: string) => http(`server { listen 80; ${inner} }`);
const ME = 'proxy_pass http://127.0.0.1;';

// Each of these was run in nginx 1.22: a loop logs "worker_connections are not enough" after one
// request; without a loop the request is answered.
describe('a loop', () => {
  it('goes over a unix socket, with and without a URI', () => {
    const unix = (inner: string) => http(`server { listen unix:/s; ${inner} }`);
    expect(unix('location / { proxy_pass http://unix:/s; }')).toEqual(['location /']);
    expect(unix('location / { proxy_pass http://unix:/s:/y; }')).toEqual(['location /']);
    expect(
      unix('location / { proxy_pass http://unix:/s:/y; } location /y { return 200; }'),
    ).toEqual([]);
    expect(
      http(
        `upstream u { server unix:/s; } server { listen unix:/s; location / { proxy_pass http://u; } }`,
      ),
    ).toHaveLength(1);
  });

  it('goes over stream', () => {
    const over = (path: string, listen = '81') =>
      both(`stream { server { listen 90; proxy_pass 127.0.0.1:81; } }
            http { server { listen ${listen}; location ${path} { proxy_pass http://127.0.0.1:90; } } }`);
    expect(over('/')).toEqual(['location /', 'this server of stream']);
    expect(over('/a')).toEqual(['location /a']);
    expect(over('/', '81 ssl')).toEqual([]);
    expect(
      both(
        `stream { server { listen 90; proxy_pass 127.0.0.1:91; } server { listen 91; proxy_pass 127.0.0.1:90; } }`,
      ),
    ).toHaveLength(2);
    expect(
      both(
        'stream { map $ssl_preread_server_name $b { default 127.0.0.1:90; a 10.0.0.1:1; } server { listen 90; proxy_pass $b; } }',
      ),
    ).toHaveLength(1);
  });

  it('is chosen by a map, for a name or a path that is asked for', () => {
    const by = (source: string, key: string, more = '') =>
      http(`map ${source} $b { ${key} 127.0.0.1; default 10.0.0.1; }
            server { listen 80; location / { ${more} proxy_pass http://$b; } }`);
    expect(by('$host', 'a.test', 'proxy_set_header Host $host;')).toHaveLength(1);
    expect(by('$host', 'a.test')).toEqual([]);
    expect(by('$uri', '/a')).toHaveLength(1);
    expect(by('$uri', '~^/b')).toHaveLength(1);
    expect(by('$remote_addr', '10.0.0.9')).toEqual([]);
    expect(
      http(
        'map $host $b { default 127.0.0.1:80; } server { listen 80; location / { proxy_pass http://$b; } }',
      ),
    ).toHaveLength(1);
  });

  it('leads through try_files, error pages and named locations', () => {
    expect(server(`location / { try_files $uri @b; } location @b { ${ME} }`)).toEqual([
      'location @b',
    ]);
    expect(server(`location / { try_files $uri /i; } location /i { ${ME} }`)).toEqual([
      'location /i',
    ]);
    expect(server(`location / { error_page 404 = @b; } location @b { ${ME} }`)).toEqual([
      'location @b',
    ]);
    expect(server(`location / { try_files /x /i; } location /i { internal; ${ME} }`)).toEqual([]);
    expect(server(`location /i { internal; ${ME} }`)).toEqual([]);
  });

  it('begins at a path that a pattern takes, also inside of another location', () => {
    expect(server(`location ~ ^/api { ${ME} } location / { return 200; }`)).toEqual([
      'location ^/api',
    ]);
    expect(
      server(`location /a { location ~ \\.php$ { ${ME} } return 200; } location / { return 200; }`),
    ).toEqual(['location \\.php$']);
  });

  it('is followed where rewrite leads', () => {
    const rewritten = (rewrite: string) =>
      server(`location /x { ${rewrite} ${ME} } location /y { return 200; }`);
    expect(rewritten('rewrite ^/x(.*)$ /y$1 break;')).toEqual([]);
    expect(rewritten('rewrite ^/x(.*)$ /y$1 last;')).toEqual([]);
    expect(rewritten('rewrite ^/x(.*)$ /y$1;')).toEqual([]);
    expect(rewritten('rewrite ^/z(.*)$ /y$1 break;')).toEqual(['location /x']);
    expect(rewritten('rewrite ^ https://other.test permanent;')).toEqual([]);
    expect(
      server(`rewrite ^/old /new; location /old { ${ME} } location /new { return 200; }`),
    ).toEqual([]);
  });

  it('ends at a guard that counts by a header or goes by what is asked', () => {
    expect(
      server(`location / { if ($http_x) { return 508; } proxy_set_header X 1; ${ME} }`),
    ).toEqual([]);
    expect(server(`if ($scheme = http) { return 301 https://x; } location / { ${ME} }`)).toEqual(
      [],
    );
    expect(server(`if ($request_method = POST) { return 405; } location / { ${ME} }`)).toHaveLength(
      1,
    );
  });

  it('may grow the path each time, unless a longer one leads elsewhere', () => {
    const grow = 'location / { proxy_pass http://127.0.0.1/x/; }';
    expect(server(grow)).toEqual(['location /']);
    expect(server(`${grow} location /x/x/ { return 200; }`)).toEqual([]);
  });

  it('comes to the server that the name sent on leads to', () => {
    const two = (name: string, host: string, other = 'default_server') =>
      http(`server { listen 80; server_name ${name}; location / { proxy_set_header Host ${host}; ${ME} } }
            server { listen 80 ${other}; server_name other.test; return 200; }`);
    expect(two('a.test', '$host')).toHaveLength(1);
    expect(two('a.test', '$http_host')).toHaveLength(1);
    expect(two('*.a.test', '$host')).toHaveLength(1);
    expect(two('a.test', '$proxy_host')).toEqual([]);
    expect(two('a.test', 'other.test')).toEqual([]);
    expect(two('a.test', '$server_name')).toHaveLength(1);
  });

  it('stays within a family of addresses, and a socket of one address comes first', () => {
    const at = (listen: string, to: string) =>
      http(`server { listen ${listen}; location / { proxy_pass http://${to}; } }`);
    expect(at('[::]:80', '127.0.0.1')).toEqual([]);
    expect(at('[::]:80 ipv6only=off', '127.0.0.1')).toHaveLength(1);
    expect(at('80', '[::1]:80')).toEqual([]);
    expect(at('[::]:80', '[::1]:80')).toHaveLength(1);
    expect(at('[::1]:80', '[0:0:0:0:0:0:0:1]:80')).toHaveLength(1);
    expect(
      http(
        `server { listen 80; location / { ${ME} } } server { listen 127.0.0.1:80; return 200; }`,
      ),
    ).toEqual([]);
  });

  it('speaks what the listener speaks', () => {
    const tls = (scheme: string) =>
      http(`server { listen 443 ssl; location / { proxy_pass ${scheme}://127.0.0.1:443; } }`);
    expect(tls('https')).toHaveLength(1);
    expect(tls('http')).toEqual([]);
    expect(
      http('server { listen 80 proxy_protocol; location / { proxy_pass http://127.0.0.1; } }'),
    ).toEqual([]);
  });

  it('is certain only where no other server of the upstream takes the request', () => {
    const text = (more: string) =>
      found(`events { }\nhttp { upstream u { server 127.0.0.1:80; ${more} }
             server { listen 80; location / { proxy_pass http://u; } } }`).map((loop) => [
        loop.always,
        loopText(loop),
      ]);
    expect(text('')).toEqual([[true, 'location / passes to u, which is itself']]);
    expect(text('server 10.0.0.1:80;')).toEqual([
      [false, 'location / passes to u, a server of which is itself'],
    ]);
    expect(text('server 10.0.0.1:80 backup;')).toMatchObject([[true, expect.anything()]]);
  });
});
