import fc from 'fast-check';
import { compareWithNginx, type DifferentialCase } from '../../proxy/support/differential.js';
import { startOrigin } from '../../proxy/support/origins/echo-origin.js';
import { loopback } from '../../support/loopback.js';

/**
 * Random configurations and requests, to the real nginx and to the bundled proxy. The seed is
 * fixed, so that a failure can be repeated; `TIDEGATE_FUZZ=N` makes N times as many, from other
 * seeds.
 */
const rounds = Number(process.env.TIDEGATE_FUZZ ?? 1);
const seed = rounds > 1 ? Date.now() % 1_000_000 : 4;
const front = { address: loopback(1), port: 8000 };
const ORIGIN = `${loopback(2)}:8080`;

function sample<T>(arbitrary: fc.Arbitrary<T>, count: number, salt: number): T[] {
  return fc.sample(arbitrary, { numRuns: count * rounds, seed: seed + salt });
}

/** A request target, as the bytes that are sent. */
const part = fc.constantFrom('a', 'b', 'ab', 'A', 'c.php', 'x.html', '.', '..', '%61', '%2e', '');
const pathOf = (parts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(parts, { maxLength: 4 }), fc.boolean())
    .map(([names, slash]) => `/${names.join('/')}${slash ? '/' : ''}`);

/** A location and its content, as written in the configuration. */
interface Written {
  readonly modifier: '' | '=' | '^~' | '~' | '~*';
  readonly pattern: string;
  readonly inner: readonly Written[];
}

const plainPath = pathOf(fc.constantFrom('a', 'b', 'ab', 'A', 'c.php'));
const pattern = fc.constantFrom(
  'a',
  'b$',
  '^/a',
  '\\.php$',
  '(a+)/(b)?',
  '(?<n>[ab]+)$',
  'A',
  '/$',
);
const location = (depth: number): fc.Arbitrary<Written> =>
  fc.oneof(
    fc.record({
      modifier: fc.constantFrom('' as const, '^~' as const, '=' as const),
      pattern: plainPath,
      inner: depth === 0 ? fc.constant([]) : fc.array(location(depth - 1), { maxLength: 3 }),
    }),
    fc.record({
      modifier: fc.constantFrom('~' as const, '~*' as const),
      pattern,
      inner: depth === 0 ? fc.constant([]) : fc.array(location(depth - 1), { maxLength: 2 }),
    }),
  );

/** The locations of one level as text, without those that nginx would refuse. */
function written(locations: readonly Written[], outer: Written | null, name: string): string {
  const taken = new Set<string>();
  return locations
    .map((one, at) => {
      const { modifier, inner } = one;
      const isPattern = modifier.startsWith('~');
      const beside = outer !== null && !isPattern;
      if (beside && outer.modifier.startsWith('~')) return '';
      const path = beside ? `${outer.pattern.replace(/\/$/, '')}${one.pattern}` : one.pattern;
      const key = `${modifier === '=' ? '=' : ''}${path}`;
      if (!isPattern && taken.has(key)) return '';
      taken.add(key);
      const id = `${name}.${at}`;
      const within = modifier === '=' ? '' : written(inner, { ...one, pattern: path }, id);
      return `location ${modifier} "${path}" { ${within} return 200 "${id}|$uri|$1|$2|$n"; }`;
    })
    .join('\n');
}

const servers = sample(fc.array(location(2), { minLength: 2, maxLength: 8 }), 30, 1).map(
  (locations, at) => ({ host: `routes-${at}`, text: written(locations, null, `${at}`) }),
);

const routing = servers.map(
  ({ host }, at): DifferentialCase => ({
    name: `routes of server ${at}`,
    connections: sample(fc.tuple(pathOf(part), fc.constantFrom('', '?q', '?q=%2F')), 24, 100 + at)
      .map(([path, query]) => `${path}${query}`)
      .map((target) => ({
        wire: `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
        methods: ['GET'],
      })),
  }),
);

const token = fc.constantFrom('a', 'close', 'keep-alive', 'Close', 'x, close', 'upgrade', '');
const field = fc.oneof(
  fc.tuple(fc.constantFrom('Connection', 'connection', 'CONNECTION'), token),
  fc.tuple(fc.constantFrom('X-One', 'x-two', 'X_Under', 'X.Dot', 'TE', 'Keep-Alive'), token),
  fc.tuple(fc.constantFrom('Cookie', 'Accept', 'User-Agent', 'Upgrade', 'Referer'), token),
);
// No tabs: nginx takes them for part of the value, against RFC 9112 5.1.
const space = fc.constantFrom('', ' ', '  ');
const line = fc
  .tuple(field, space, space)
  .map(([[name, value], before, after]) => `${name}:${before}${value}${after}`);

interface Body {
  readonly fields: readonly string[];
  readonly bytes: string;
}

const text = fc.constantFrom('', 'x', 'hello', 'GET / HTTP/1.1\r\n\r\n', 'y'.repeat(3000));
const chunked = fc
  .tuple(
    fc.array(fc.tuple(text, fc.constantFrom('', ';a', ';a=b', ';a="b"')), { maxLength: 4 }),
    fc.constantFrom('', 'T: x\r\n', 'T: x\r\nU: y\r\n'),
    fc.boolean(),
  )
  .map(([chunks, trailers, upper]): Body => {
    const sized = chunks.filter(([content]) => content !== '');
    const hex = (length: number): string =>
      upper ? length.toString(16).toUpperCase() : length.toString(16);
    const bytes = sized
      .map(([content, extension]) => `${hex(content.length)}${extension}\r\n${content}\r\n`)
      .join('');
    return { fields: ['Transfer-Encoding: chunked'], bytes: `${bytes}0\r\n${trailers}\r\n` };
  });
const body: fc.Arbitrary<Body> = fc.oneof(
  fc.constant({ fields: [], bytes: '' }),
  text.map((bytes): Body => ({ fields: [`Content-Length: ${bytes.length}`], bytes })),
  chunked,
);

const request = fc
  .record({
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'A-B'),
    where: fc.constantFrom('/pass', '/uri/', '/said', '/chunked', '/unbuffered', '/11', ''),
    path: pathOf(part),
    query: fc.constantFrom('', '?', '?a=b', '?a=%20&b', '?a?b', '?/../'),
    absolute: fc.constantFrom('', '', '', 'http://other.example', 'HTTP://other.example:81'),
    version: fc.constantFrom('1.1', '1.1', '1.1', '1.0'),
    fields: fc.array(line, { maxLength: 4 }),
    body,
    bare: fc.boolean(),
  })
  .filter(
    ({ version, body: { fields } }) => version === '1.1' || !fields.join().includes('chunked'),
  )
  .map(
    ({
      method,
      where,
      path,
      query,
      absolute,
      version,
      fields,
      body: { fields: framing, bytes },
      bare,
    }) => {
      const end = bare ? '\r\n' : '\n';
      const head = [
        `${method} ${absolute}${where}${path}${query} HTTP/${version}`,
        'Host: requests',
        ...fields,
        ...framing,
      ];
      return { wire: `${head.join(end)}${end}${end}${bytes}`, methods: [method] };
    },
  );

const requests = sample(request, 400, 2).map(
  (connection, at): DifferentialCase => ({
    name: `request ${at}: ${JSON.stringify(connection.wire.slice(0, 120))}`,
    connections: [connection],
  }),
);

const listen = `listen ${front.address}:${front.port};`;

compareWithNginx({
  title: `by chance, seed ${seed}`,
  front,
  config: `worker_processes 1; events { worker_connections 200; } http {
    server { ${listen} server_name probe; return 404; }
    server { ${listen} server_name requests other.example;
      location /pass { proxy_pass http://${ORIGIN}; }
      location /uri/ { proxy_pass http://${ORIGIN}/replaced/; }
      location /11 { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://${ORIGIN}; }
      location /unbuffered { proxy_http_version 1.1; proxy_request_buffering off; proxy_pass http://${ORIGIN}; }
      location /chunked { proxy_pass http://${ORIGIN}/chunked; }
      location / { return 200 "$request_method $uri $args"; }
    }
    ${servers.map(({ host, text: inside }) => `server { ${listen} server_name ${host}; ${inside} }`).join('\n')}
  }`,
  origins: async () => [await startOrigin(loopback(2), 8080)],
  cases: [...routing, ...requests],
});
