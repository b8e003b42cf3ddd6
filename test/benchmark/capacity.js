// How long `tidegate capacity` takes: its start beside Node's own, a configuration of 10,000
// servers and 100,000 lines of map, one of 10,000 upstreams and as many locations, and one of 10,000
// server blocks. `npm run build && node test/benchmark/capacity.js [--json]`.
//
// Rounds take turns, so that a noisy machine is noisy for all; medians are printed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = 10;
const SERVERS = 10_000;
const MAP_LINES = 100_000;
const BIN = fileURLToPath(new URL('../../bin/tidegate.js', import.meta.url));
const SMALL = fileURLToPath(new URL('../../scenarios/local-proxy/nginx.conf', import.meta.url));

const ipv4 = (first, number) => `${first}.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;

function largeConfiguration() {
  const map = Array.from({ length: MAP_LINES }, (_, i) => `"key${i}" ${ipv4(127, i + 1)};`);
  const servers = Array.from({ length: SERVERS }, (_, i) => `server ${ipv4(10, i)}:80;`);
  return `events { }
http {
map $remote_port $bind_addr {
default 127.0.0.1;
${map.join('\n')}
}
upstream large {
${servers.join('\n')}
}
server { listen 80; location / { proxy_bind $bind_addr; proxy_pass http://large; } }
}
`;
}

function manyUpstreams() {
  const upstreams = Array.from(
    { length: SERVERS },
    (_, i) => `upstream u${i} { server ${ipv4(10, i)}:80; }`,
  );
  const locations = upstreams.map((_, i) => `location /${i} { proxy_pass http://u${i}; }`);
  return `events { }
http {
${upstreams.join('\n')}
server { listen 80; ${locations.join('\n')} }
}
`;
}

function manyServers() {
  const servers = Array.from(
    { length: SERVERS },
    (_, i) => `server { listen ${1024 + i}; location / { proxy_pass http://${ipv4(10, i)}:80; } }`,
  );
  return `events { worker_connections 50000; } http { ${servers.join('\n')} }`;
}

/** Milliseconds on the clock. */
function measure(args) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

const directory = mkdtempSync(join(tmpdir(), 'tidegate-benchmark-'));
try {
  const large = join(directory, 'nginx.conf');
  writeFileSync(large, largeConfiguration());
  const many = join(directory, 'many.conf');
  writeFileSync(many, manyUpstreams());
  const blocks = join(directory, 'blocks.conf');
  writeFileSync(blocks, manyServers());
  const commands = {
    'node -e 0': ['-e', '0'],
    'capacity --json': [BIN, 'capacity', '--json'],
    'capacity nginx.conf --json': [BIN, 'capacity', SMALL, '--json'],
    'capacity of the large one': [BIN, 'capacity', large, '--quiet'],
    'capacity of many upstreams': [BIN, 'capacity', many, '--quiet'],
    'capacity of many servers': [BIN, 'capacity', blocks, '--quiet'],
  };
  const rounds = Array.from({ length: ROUNDS }, () =>
    Object.fromEntries(Object.entries(commands).map(([name, args]) => [name, measure(args)])),
  );
  const medians = Object.fromEntries(
    Object.keys(commands).map((name) => [name, median(rounds.map((round) => round[name]))]),
  );
  const timesNode = (name) => medians[name] / medians['node -e 0'];
  if (process.argv.includes('--json')) {
    process.stdout.write(
      `${JSON.stringify({ medianMs: medians, timesNode: timesNode('capacity --json') })}\n`,
    );
  } else {
    for (const [name, ms] of Object.entries(medians))
      process.stdout.write(
        `${ms.toFixed(0)} ms  ${timesNode(name).toFixed(2)} times node's own start  ${name}\n`,
      );
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
