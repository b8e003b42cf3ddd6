import { ask, type ClientBytes, compareWithNginx } from '../../../proxy/support/differential.js';
import { actingOrigin, answerOf, okay } from '../../../proxy/support/origins/acting-origin.js';
import { loopback } from '../../../support/loopback.js';

/** The values of the `$upstream_*` variables after one try and after several, in both proxies. */
const front = { address: loopback(1), port: 8000 };
const GOOD = `${loopback(2)}:8080`;
const FAILS = `${loopback(3)}:8080`;
const RESETS = `${loopback(4)}:8080`;
const DEAD = `${loopback(5)}:8080`;

const VARIABLES = [
  ...['addr', 'status', 'connect_time', 'header_time', 'response_time'],
  ...['response_length', 'bytes_received', 'bytes_sent'],
  ...['http_x_own', 'http_none', 'cookie_b', 'cookie_none'],
].map((name) => `upstream_${name}`);
const SAID = [...VARIABLES, 'proxy_host', 'proxy_port']
  .map((name) => `add_header X-${name.replaceAll('_', '-')} "[$${name}]" always;`)
  .join(' ');

const upstream = (name: string, ...servers: readonly string[]): string =>
  `upstream ${name} { ${servers.map((server) => `server ${server};`).join(' ')} }`;

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  ${upstream('good', GOOD)}
  ${upstream('second', FAILS, GOOD)}
  ${upstream('third', DEAD, RESETS, GOOD)}
  ${upstream('none', `${GOOD} down`, `${GOOD} down`)}
  ${upstream('lost', DEAD, RESETS)}
  server { listen ${front.address}:${front.port}; ${SAID}
    proxy_next_upstream error http_503;
    proxy_set_header X-Seen "$upstream_addr|$upstream_status|$proxy_host|$proxy_port";
    ${['good', 'second', 'third', 'none', 'lost']
      .map((name) => `location /${name}/ { proxy_pass http://${name}; }`)
      .join('\n')}
    location /literal/ { proxy_pass http://${GOOD}; }
    location /probe { return 204; }
    location /local { return 200 "none [$upstream_addr] [$upstream_status]"; }
  }
}`;

const cases: readonly (readonly [string, ClientBytes])[] = [
  ...['good', 'second', 'third', 'none', 'lost', 'literal', 'local'].map(
    (name) => [name, ask(`GET /${name}/`)] as const,
  ),
  ['a body', ask('PUT /second/', [], 'x'.repeat(1000))],
  ['HEAD', ask('HEAD /good/')],
];

compareWithNginx({
  title: '$upstream_*',
  config: CONFIG,
  front,
  origins: () =>
    Promise.all([
      actingOrigin(loopback(2), 8080, ({ head }) => ({
        wire: okay(
          /^X-Seen: .*$/m.exec(head)?.[0] ?? '',
          'X-Own: 1',
          'Set-Cookie: a=1; Path=/',
          'Set-Cookie: b=2; Path=/',
        ),
      })),
      actingOrigin(loopback(3), 8080, () => ({ wire: answerOf('503 Busy', 'busy', 'X-Own: no') })),
      actingOrigin(loopback(4), 8080, () => ({ ends: 'rst' })),
    ]),
  soften: (text) => text.replace(/(?<=[[ ])\d+\.\d{3}(?=[,\]])/g, 'SECONDS'),
  cases: cases.map(([name, bytes]) => ({ name, connections: [bytes] })),
});
