import { describe, expect, test } from 'vitest';
import { assessCapacity } from '../../src/capacity/assess.js';
import { lintHaproxy } from '../../src/config/haproxy/lint/lint.js';
import { readHaproxyLines } from '../../src/config/haproxy/reading/read.js';
import { tokenizeLines } from '../../src/config/haproxy/syntax/tokenize.js';
import { haproxyTopologyOf } from '../../src/config/haproxy/topology/topology.js';
import { lint } from '../../src/config/nginx/lint/lint.js';
import { readDirectives, readNginxConfig } from '../../src/config/nginx/reading/read.js';
import { unmodelledOf } from '../../src/config/nginx/refused/unmodelled.js';
import { parseWithIncludes } from '../../src/config/nginx/syntax/include.js';
import { topologyOf } from '../../src/config/nginx/topology/topology.js';
import { memorySource } from '../support/memory-source.js';
import { refusalOf } from '../support/refusal.js';

const facts = { schema: 'tidegate.facts/1', platform: 'linux' } as const;
const clients = { local: false, addresses: null, range: null, ports: [] };

function examineNginx(text: string): void {
  const directives = parseWithIncludes('/n.conf', memorySource({ '/n.conf': text }));
  const config = readDirectives('/n.conf', directives);
  const { deployment, warnings } = topologyOf(config, clients);
  const capacity = assessCapacity(deployment, facts, warnings);
  lint({ directives, config, facts, clients, deployment, capacity });
}

function examineHaproxy(text: string): void {
  const lines = tokenizeLines(text, 'h.cfg');
  const config = readHaproxyLines(lines, 'h.cfg');
  const { deployment, warnings } = haproxyTopologyOf(config, clients);
  const capacity = assessCapacity(deployment, facts, warnings);
  lintHaproxy({ lines, config, facts, deployment, capacity });
}

const times = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');
const http = (inner: string) => `events {} http { ${inner} }`;
const address = (i: number) =>
  `127.${Math.floor(i / 62_500)}.${Math.floor(i / 250) % 250}.${(i % 250) + 1}`;

/** What a configuration may have thousands of, as a function that writes the file. */
const NGINX: Readonly<Record<string, (count: number) => string>> = {
  listens: (n) => http(`server { ${times(n, (i) => `listen ${address(i)}:80;`)} }`),
  servers: (n) =>
    http(times(n, (i) => `server { listen 80; server_name s${i}; location / { return 200 x; } }`)),
  'locations of one upstream': (n) =>
    http(
      `upstream u { server 127.0.0.1:1; } server { listen 80; ${times(n, (i) => `location /${i} { proxy_pass http://u; }`)} }`,
    ),
  upstreams: (n) =>
    http(
      `${times(n, (i) => `upstream u${i} { server 127.0.0.1:1; keepalive 4; }`)} server { listen 80; ${times(n, (i) => `location /${i} { proxy_pass http://u${i}; }`)} }`,
    ),
  'log formats': (n) => http(`${times(n, (i) => `log_format f${i} $uri;`)} server { listen 80; }`),
  'match blocks': (n) =>
    http(
      `${times(n, (i) => `match m${i} { status 200; }`)} upstream u { zone u 64k; server 127.0.0.1:1; } server { listen 80; ${times(n, (i) => `location /${i} { proxy_pass http://u; health_check match=m${i}; }`)} }`,
    ),
  'stream servers': (n) =>
    `events {} stream { ${times(n, (i) => `upstream u${i} { server 127.0.0.1:1; } server { listen ${address(i)}:80; proxy_pass u${i}; }`)} }`,
  'lines of a map': (n) =>
    http(
      `map $remote_addr $a { ${times(n, (i) => `${address(i)} ${i};`)} } server { listen 80; location / { proxy_bind $a; proxy_pass http://127.0.0.1:1; } }`,
    ),
};

const HAPROXY: Readonly<Record<string, (count: number) => string>> = {
  servers: (n) =>
    `backend b\n${times(n, (i) => `server s${i} ${address(i)}:80`)}\nfrontend f\nbind :80\ndefault_backend b`,
  frontends: (n) =>
    `backend b\nserver s 127.0.0.1:1\n${times(n, (i) => `frontend f${i}\nbind ${address(i)}:80\ndefault_backend b`)}`,
  backends: (n) =>
    `${times(n, (i) => `backend b${i}\nserver s 127.0.0.1:1`)}\nfrontend f\nbind :80\n${times(n, (i) => `use_backend b${i} if x`)}`,
  defaults: (n) =>
    `${times(n, (i) => `defaults d${i}\nmode http`)}\nbackend b\nserver s 127.0.0.1:1`,
};

const SMALL = 250;
const FACTOR = 8;

const LINEAR = FACTOR * 4;
/** Other work of the machine slows single attempts; quadratic work slows all of them. */
const ATTEMPTS = 5;

/** How much longer eight times the input takes: 8 if the time is linear, 64 if it is quadratic. */
function growth(examine: (text: string) => void, text: (count: number) => string): number {
  const [small, large] = [text(SMALL), text(SMALL * FACTOR)];
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && least >= LINEAR; attempt++) {
    // The least of three, so that the compiler's time does not count.
    const few = Math.min(...[1, 2, 3].map(() => processorMs(examine, small)));
    least = Math.min(least, processorMs(examine, large) / few);
  }
  return least;
}

function processorMs(examine: (text: string) => void, text: string): number {
  const start = process.cpuUsage();
  examine(text);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

describe('eight times as many take not much more than eight times as long', () => {
  test.each(Object.entries(NGINX))('nginx: %s', (_, text) => {
    expect(growth(examineNginx, text)).toBeLessThan(LINEAR);
  });

  test.each(Object.entries(HAPROXY))('haproxy: %s', (_, text) => {
    expect(growth(examineHaproxy, text)).toBeLessThan(LINEAR);
  });
});

test('what is not known is looked for among the known in no more than ten times what reading takes', () => {
  const file = 'n.conf';
  const text = http(times(20_000, (i) => `un${(i * 7919).toString(36)}known${i % 7} x;`));
  const read = () => readNginxConfig(file, memorySource({ [file]: text }));
  const config = read();
  expect(config.unknown).toHaveLength(20_000);
  const ratio = () => processorMs(() => unmodelledOf(config), '') / processorMs(read, '');
  expect(Math.min(ratio(), ratio())).toBeLessThan(10);
});

/** A thousand words. */
const WORDS = 'a '.repeat(1000);

describe('a file that is too much to keep is one clear error', () => {
  test('nginx', () => {
    expect(refusalOf(() => examineNginx(`${WORDS};\n`.repeat(4000)))).toBe(
      'CONFIG_TOO_LARGE /n.conf:3997:9 more than 4000000 words and marks',
    );
  });

  test('haproxy', () => {
    expect(refusalOf(() => examineHaproxy(`${WORDS}\n`.repeat(4001)))).toBe(
      'CONFIG_TOO_LARGE h.cfg:4001:1 more than 4000000 words and marks',
    );
  });
});
