import { describe, expect, it } from 'vitest';
import { readDirectives, readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import { readLeniently } from '../../../src/config/nginx/reading/read-leniently.js';
import { refuseUnknown } from '../../../src/config/nginx/refused/refuse-unknown.js';
import { lenient, parseWithIncludes } from '../../../src/config/nginx/syntax/include.js';
import { loopsOf } from '../../../src/config/nginx/topology/loops/loops.js';
import { topologyOf } from '../../../src/config/nginx/topology/topology.js';
import { memorySource } from '../../support/memory-source.js';
import { refusalOf } from '../../support/refusal.js';

const CLIENTS = { local: false, addresses: null, range: null, ports: [] };

/** Reads as capacity and lint do. */
const read = (
  files: Readonly<Record<string, string>>,
  file = 'f',
  prefix: string | null = null,
) => {
  const leniency = lenient(prefix);
  const directives = parseWithIncludes(file, memorySource(files), '', leniency);
  return readDirectives(file, directives, leniency);
};
const whole = (http: string, more = '') => read({ f: `events { }\nhttp { ${http} }\n${more}` });
const hopsOf = (config: ReturnType<typeof read>) => topologyOf(config, CLIENTS).deployment.hops;
const location = (inner: string, before = '') =>
  whole(`${before} server { listen 80; location / { ${inner} } }`);

describe('ways out of a location', () => {
  it.each([
    'fastcgi_pass 10.0.0.1:9000;',
    'uwsgi_pass uwsgi://10.0.0.1:9000;',
    'scgi_pass 10.0.0.1:9000;',
    'grpc_pass grpcs://10.0.0.1:9000;',
    'memcached_pass 10.0.0.1:9000;',
    'if ($request_method = POST) { proxy_pass http://10.0.0.1:9000; }',
    'if ($request_method = POST) { fastcgi_pass 10.0.0.1:9000; }',
    'limit_except GET { proxy_pass http://10.0.0.1:9000; }',
  ])('%s is a hop of two slots with ports', (inner) => {
    expect(hopsOf(location(inner))[1]).toMatchObject({
      name: '10.0.0.1:9000',
      destinations: 1,
      ports: { of: 'host' },
      proxy: { slotsPerSession: 2 },
    });
  });

  it('have the address that their own *_bind says, from whichever level', () => {
    const config = whole(
      'fastcgi_bind 10.0.0.9; proxy_bind 10.0.0.8; server { location / { fastcgi_pass 10.0.0.1:9000; } }',
    );
    expect(hopsOf(config)[1]?.from).toBe('10.0.0.9');
  });

  it('are refused by the bundled proxy all the same', () => {
    const strict = (inner: string) =>
      refusalOf(() =>
        refuseUnknown(
          readNginxConfig(
            'f',
            memorySource({ f: `events { }\nhttp { server { location / { ${inner} } } }` }),
          ),
        ),
      );
    for (const inner of [
      'fastcgi_pass 10.0.0.1:9000;',
      'proxy_pass http://unix:/run/a.sock;',
      'limit_except GET { deny all; }',
    ]) {
      expect(strict(inner)).toContain('CONFIG_DIRECTIVE_UNKNOWN');
    }
  });

  it('by a variable are as many as it has values', () => {
    const map = 'map $uri $to { default a; /b b; /c 10.0.0.3:80; }';
    const upstreams = 'upstream a { server 10.0.0.1:80; } upstream b { server 10.0.0.2:80; }';
    const names = hopsOf(location('proxy_pass http://$to;', `${map} ${upstreams}`)).map(
      ({ name }) => name,
    );
    expect(names.slice(1)).toEqual(['a', 'b', '10.0.0.3:80']);
  });

  it('by a set are what is set, whole URLs too', () => {
    const set = 'set $to https://app.example; if ($uri = /b) { set $to http://10.0.0.2:81/x; }';
    expect(hopsOf(location(`${set} proxy_pass $to;`)).slice(1)).toMatchObject([
      { name: 'app.example' },
      { name: '10.0.0.2:81' },
    ]);
  });

  it('by a map of a map are what both come to, and none by one that leads to itself', () => {
    const maps =
      'map $a $b { default http://x.example:1; } map $c $d { default $b; /e y.example:2; }';
    const names = hopsOf(location('proxy_pass $d;', maps)).map(({ name }) => name);
    expect(names.slice(1)).toEqual(['x.example:1', 'y.example:2']);
    const circle = 'map $a $b { default $c; } map $a $c { default $b; }';
    expect(hopsOf(location('proxy_pass $b;', circle))[1]?.name).toBe('$b');
  });

  it('by several variables are what all of them come to', () => {
    const sets = 'set $app gitea; set $port 3000; set $proto http;';
    expect(hopsOf(location(`${sets} proxy_pass $proto://$app:$port;`))[1]?.name).toBe('gitea:3000');
    const unknown = location('set $port 3000; proxy_pass http://$http_x:$port;');
    expect(hopsOf(unknown)[1]?.name).toBe('$http_x:$port');
  });

  it.each([
    ['proxy_pass http://app$request_uri;', 'app'],
    ['proxy_pass http://app$uri$is_args$args;', 'app'],
    ['proxy_pass http://app/x/$http_y;', 'app'],
    ['proxy_pass $scheme://app$request_uri;', 'app'],
    ['set $h 10.0.0.1; set $p 81; proxy_pass http://$h:$p$request_uri;', '10.0.0.1:81'],
    ['set $u http://app/x; proxy_pass $u;', 'app'],
    ['set $u app; proxy_pass http://$u/$http_x;', 'app'],
  ])('end where the URI begins: %s', (inner, name) => {
    const [, back] = hopsOf(
      location(inner, 'upstream app { server 10.0.0.1:80; server 10.0.0.2:80; }'),
    );
    expect(back).toMatchObject({ name, destinations: name === 'app' ? 2 : 1 });
  });

  it('that nobody can tell count once, with a warning', () => {
    const { deployment, warnings } = topologyOf(
      location('proxy_pass http://$http_x_to$uri;'),
      CLIENTS,
    );
    expect(deployment.hops).toHaveLength(2);
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'TARGET_UNKNOWN' }));
  });
});

describe('listen', () => {
  const listens = (text: string) =>
    whole(`server { listen ${text}; return 200; }`).http?.servers[0]?.listens ?? [];

  it('takes a range of ports, with an address or without', () => {
    expect(listens('127.0.0.1:8000-8002').map(({ port }) => port)).toEqual([8000, 8001, 8002]);
    expect(listens('[::1]:8000-8001')).toHaveLength(2);
    expect(listens('8000-8000')).toHaveLength(1);
    expect(() => listens('8002-8000')).toThrow('8002-8000');
  });

  it('may have a port of TCP and the same of QUIC', () => {
    const config = whole('server { listen 443 quic reuseport; listen 443 ssl; return 200; }');
    expect(hopsOf(config)[0]).toMatchObject({ proxy: { listeners: 2, reuseportListeners: 1 } });
  });

  it('may have a port of TCP and the same of UDP, of which TCP owns one', () => {
    const config = read({
      f: 'events { }\nstream { server { listen 53; listen 53 udp; proxy_pass 10.0.0.1:53; } }',
    });
    expect(hopsOf(config)[1]).toMatchObject({ listens: [53], proxy: { listeners: 2 } });
  });
});

describe('a location that proxies to itself', () => {
  const loops = (http: string) => loopsOf(whole(http)).map(({ where }) => where);

  it('does so straight, by an upstream, by any name of its own, and over another', () => {
    const here = (pass: string, listen = '80') =>
      loops(
        `upstream me { server localhost:80; } server { listen ${listen}; location /a { ${pass} } }`,
      );
    expect(here('proxy_pass http://127.0.0.1;')).toEqual(['location /a']);
    expect(here('proxy_pass http://me;')).toEqual(['location /a']);
    expect(here('proxy_pass http://10.0.0.1:80;', '10.0.0.1:80')).toEqual(['location /a']);
    expect(
      loops(`server { listen 80; location / { proxy_pass http://127.0.0.1:81; } }
             server { listen 81; location / { proxy_pass http://127.0.0.1:80; } }`),
    ).toEqual(['location /', 'location /']);
  });

  it('does so through variables whose values are written', () => {
    const here = (inner: string) => loops(`server { listen 80; location / { ${inner} } }`);
    const set = 'set $server 127.0.0.1; set $port 80;';
    expect(here(`${set} proxy_pass http://$server:$port$request_uri;`)).toEqual(['location /']);
    expect(here(`${set} proxy_pass http://$server:$port;`)).toEqual(['location /']);
    expect(here('proxy_pass http://127.0.0.1:80$uri$is_args$args;')).toEqual(['location /']);
    expect(here('set $u http://127.0.0.1/; proxy_pass $u;')).toEqual(['location /']);
    expect(here('proxy_pass http://127.0.0.1:80/x$uri;')).toEqual(['location /']);
    expect(here('proxy_pass http://127.0.0.1:$http_x;')).toEqual([]);
  });

  it('does not where the path, the server or the port leads elsewhere', () => {
    expect(
      loops(
        `server { listen 80; location /a { proxy_pass http://127.0.0.1/b; } location /b { return 200; } }`,
      ),
    ).toEqual([]);
    expect(
      loops(`server { listen 80; location / { proxy_pass http://127.0.0.1:81; } }
             server { listen 81; location / { return 200; } }`),
    ).toEqual([]);
    expect(
      loops(`server { listen 80; server_name a; location / { proxy_pass http://127.0.0.1; proxy_set_header Host b; } }
             server { listen 80; server_name b; location / { return 200; } }`),
    ).toEqual([]);
    expect(loops('server { listen 80; location / { proxy_pass http://10.0.0.1; } }')).toEqual([]);
  });

  it('is found in stream', () => {
    const config = read({
      f: 'events { }\nstream { server { listen 0.0.0.0:84; proxy_pass 127.0.0.1:84; } }',
    });
    expect(loopsOf(config)).toHaveLength(1);
  });
});

describe('what people have', () => {
  it('may lack an include, which is noted, and whatever it defines is not asked for', () => {
    const config = whole('include up.conf; server { location / { proxy_pass http://backend; } }');
    expect(config.missingIncludes).toMatchObject([{ name: 'up.conf', place: { line: 2 } }]);
  });

  it('is refused without it by who runs it', () => {
    const files = memorySource({ f: 'events { } include x;' });
    expect(refusalOf(() => readNginxConfig('f', files))).toContain('CONFIG_INCLUDE_MISSING');
  });

  it('has the includes of a fragment beside it, above it, or where -p says', () => {
    const files = {
      '/etc/nginx/conf.d/app.conf': 'include snippets/a; include proxy_params;',
      '/etc/nginx/snippets/a': 'proxy_http_version 1.1;',
      '/etc/nginx/proxy_params': 'proxy_set_header Host $host;',
      '/srv/proxy_params': 'proxy_set_header Host x;',
    };
    const app = '/etc/nginx/conf.d/app.conf';
    expect(read(files, app).missingIncludes).toEqual([]);
    expect(read(files, app, '/srv').missingIncludes).toMatchObject([{ name: 'snippets/a' }]);
  });

  describe('include by an absolute path that is not here', () => {
    const app = 'server { listen 80; return 200; }';
    const main =
      'events { } http { include /etc/nginx/mime.types; include /etc/nginx/conf.d/*.conf; }';
    const from = (files: Readonly<Record<string, string>>, file: string, prefix?: string) => {
      const config = read(files, file, prefix);
      return {
        servers: config.http?.servers.length,
        missing: config.missingIncludes.map(({ name }) => name),
        empty: config.emptyIncludes.map(({ name }) => name),
        copied: config.copiedIncludes.map((copy) => copy.file),
      };
    };

    it('is read from a copy beside the configuration, and that is said', () => {
      const files = { '/r/nginx.conf': main, '/r/mime.types': '', '/r/conf.d/a.conf': app };
      expect(from(files, '/r/nginx.conf')).toEqual({
        servers: 1,
        missing: [],
        empty: [],
        copied: ['/r/mime.types', '/r/conf.d/*.conf'],
      });
    });

    it('is read from below -p, as far as the path goes on there', () => {
      const files = { '/r/nginx.conf': main, '/p/etc/nginx/conf.d/a.conf': app };
      expect(from(files, '/r/nginx.conf', '/p')).toMatchObject({
        servers: 1,
        missing: ['/etc/nginx/mime.types'],
        copied: ['/p/etc/nginx/conf.d/*.conf'],
      });
    });

    it('of a fragment is looked for above it too', () => {
      const files = {
        '/r/sites/app': 'include /etc/nginx/snippets/*.conf; server { listen 80; return 200; }',
        '/r/snippets/a.conf': 'client_max_body_size 1m;',
      };
      expect(from(files, '/r/sites/app')).toMatchObject({ copied: ['/r/snippets/*.conf'] });
    });

    it('is itself where it is here, and never a file that includes it', () => {
      const here = {
        '/r/nginx.conf': main,
        '/etc/nginx/conf.d/b.conf': app,
        '/r/conf.d/a.conf': app,
      };
      expect(from(here, '/r/nginx.conf')).toMatchObject({ servers: 1, copied: [] });
      const circle = { '/r/nginx.conf': 'events { } include /etc/nginx/nginx.conf;' };
      expect(from(circle, '/r/nginx.conf')).toMatchObject({ missing: ['/etc/nginx/nginx.conf'] });
    });

    it('is said to be of this host where a copy lies beside the configuration too', () => {
      const files = {
        '/r/nginx.conf': main,
        '/etc/nginx/conf.d/b.conf': app,
        '/etc/nginx/mime.types': '',
        '/r/conf.d/a.conf': app,
      };
      const { hostIncludes } = read(files, '/r/nginx.conf');
      expect(hostIncludes).toMatchObject([
        { name: '/etc/nginx/conf.d/*.conf', file: '/r/conf.d/*.conf' },
      ]);
      const own = { '/etc/nginx/nginx.conf': main, '/etc/nginx/conf.d/b.conf': app };
      expect(read(own, '/etc/nginx/nginx.conf').hostIncludes).toEqual([]);
    });

    it('is not read from a copy that does not fit there', () => {
      const inServer =
        'events { } http { server { listen 80; include /etc/nginx/conf.d/*.conf; } }';
      const files = {
        '/r/nginx.conf': inServer,
        '/r/conf.d/a.conf': 'server { listen 81; }',
        '/r/conf.d/b.conf': 'location / { return 200; }',
        '/r/conf.d/c.conf': 'listen {{ port }};',
      };
      const { config } = readLeniently('/r/nginx.conf', memorySource(files), null);
      expect(config.http?.servers[0]?.locations).toHaveLength(1);
      expect(config.copiedIncludes).toHaveLength(1);
      const alone = { '/r/nginx.conf': inServer, '/r/conf.d/a.conf': 'server { listen 81; }' };
      const left = readLeniently('/r/nginx.conf', memorySource(alone), null).config;
      expect([left.copiedIncludes, left.emptyIncludes.length]).toEqual([[], 1]);
      const wrong = { '/r/nginx.conf': 'events { } http { server { server { } } }' };
      expect(refusalOf(() => readLeniently('/r/nginx.conf', memorySource(wrong), null))).toMatch(
        /^CONFIG_DIRECTIVE_MISPLACED/,
      );
    });

    it('leaves the limits of the process where no server is left', () => {
      const config = read({ '/r/nginx.conf': main }, '/r/nginx.conf');
      expect(config.emptyIncludes).toHaveLength(1);
      const { deployment, warnings } = topologyOf(config, CLIENTS);
      expect(deployment.hops).toMatchObject([
        { proxy: { workerConnections: 512, slotsPerSession: 2 } },
      ]);
      expect(warnings).toMatchObject([
        { code: 'INCLUDE_MISSING', severity: 'info' },
        { code: 'INCLUDE_EMPTY' },
      ]);
    });
  });

  it('looks above for no include of a whole configuration', () => {
    const files = { '/a/b/nginx.conf': 'events { } http { include x; }', '/a/x': '' };
    expect(read(files, '/a/b/nginx.conf').missingIncludes).toHaveLength(1);
  });

  it.each([
    ['stream', 'upstream m { server 10.0.0.1:1883; } server { listen 1883; proxy_pass m; }'],
    ['stream', 'server { listen 1; proxy_pass 10.0.0.1:1; proxy_timeout 1h; }'],
    ['stream', 'listen 1; proxy_pass 10.0.0.1:1; proxy_timeout 1h;'],
    ['stream', 'stream { server { listen 1; proxy_pass 10.0.0.1:1; } }'],
    ['http', 'server { listen 80; location / { proxy_pass http://10.0.0.1; } }'],
    ['http', 'location / { proxy_pass http://10.0.0.1; }'],
    ['http', 'proxy_pass http://10.0.0.1; more_set_headers "a: b";'],
  ] as const)('is read as a fragment of %s: %s', (part, text) => {
    const config = read({ f: text });
    expect(config.shape).toBe('fragment');
    expect(config[part]?.servers).toHaveLength(1);
  });

  it.each([
    'fastcgi_param A b;\ninclude mime.types;',
    'ssl_protocols TLSv1.3;',
    'load_module x.so;',
  ])('may be of no consequence: %s', (text) => {
    expect(read({ f: text })).toMatchObject({ shape: 'fragment' });
  });

  it('holds Lua, whose braces, quotes and comments are its own', () => {
    const lua = `content_by_lua_block {
      local t = { a = "}", b = '{', c = [[ } ]], d = [==[ }]] ]==] } -- }
      --[[ } ]] if x then ngx.say("don't") end
    }`;
    const config = location(`${lua} return 200;`);
    expect(config.http?.servers[0]?.locations[0]?.rewrite).toHaveLength(1);
    expect(config.unknown.map(({ name }) => name)).toEqual(['content_by_lua_block']);
  });

  it('may begin with a byte order mark, which nginx refuses', () => {
    const marked = { f: '\uFEFFevents { }\nhttp { server { return 200; } }' };
    expect(read(marked).byteOrderMarks).toHaveLength(1);
    expect(refusalOf(() => readNginxConfig('f', memorySource(marked)))).toContain(
      'CONFIG_BYTE_ORDER_MARK_UNEXPECTED',
    );
  });

  it('may have an upstream whose servers come from elsewhere, which counts as one', () => {
    const config = location('proxy_pass http://u;', 'upstream u { zone u 64k; }');
    const { deployment, warnings } = topologyOf(config, CLIENTS);
    expect(deployment.hops[1]).toMatchObject({ name: 'u', destinations: 1 });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'TARGET_UNKNOWN' }));
  });

  it.each(['(?i)\\.php$', '^/a++b', '\\A/(?>x)\\z'])('may have patterns of PCRE: %s', (pattern) => {
    const config = whole(`server { location ~ ${pattern} { proxy_pass http://10.0.0.1; } }`);
    expect(hopsOf(config)).toHaveLength(2);
  });

  it('may name a host by one word, as containers are', () => {
    const { warnings } = topologyOf(location('proxy_pass http://web;'), CLIENTS);
    expect(warnings).toContainEqual(
      expect.objectContaining({
        code: 'NAME_COUNTED_ONCE',
        message: expect.stringMatching(/^web /),
      }),
    );
  });
});
