import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { child, ended } from '../support/child.js';
import { counted } from '../support/counted.js';
import { Health } from '../support/health.js';

const BIN = fileURLToPath(new URL('../../../bin/tidegate.js', import.meta.url));
const [UPSTREAM, PROXY] = ['127.94.0.2', '127.94.0.3'];
const KINDS = [
  { engine: 'epoll', workers: 1 },
  { engine: 'epoll', workers: 2 },
  { engine: 'node', workers: 1 },
  { engine: 'node', workers: 2 },
];
const MASS = 250;
const LONGEST_ROUND_MS = 120_000;

/** The bundled proxy between hostile clients and hostile upstreams, one kind after the other. */
export function fuzzProxies(context) {
  let stopped = false;
  let stopRound = () => undefined;
  const roundMs = Math.min(LONGEST_ROUND_MS, Math.max(10_000, context.durationMs / KINDS.length));
  const done = (async () => {
    for (let nth = 0; !stopped; nth += 1) {
      const stop = new Promise((resolve) => {
        stopRound = resolve;
      });
      await round(context, nth, Promise.race([stop, sleep(roundMs, null, { ref: false })]));
    }
  })();
  const stop = () => {
    stopped = true;
    stopRound();
    return done;
  };
  return { stop, done };
}

async function round(context, nth, over) {
  const { findings, machine, watch, summary } = context;
  const kind = KINDS[nth % KINDS.length];
  const seed = context.seed + nth;
  const name = `proxy, ${kind.engine}, ${kind.workers} worker${kind.workers > 1 ? 's' : ''}`;
  const upstream = child('hostile-server.js', { seed, address: UPSTREAM });
  const { port: upstreamPort } = await upstream.ready;
  const directory = join(findings.directory, `proxy-${nth}`);
  const [port, streamPort] = [await freePort(), await freePort()];
  const file = configure(directory, kind, { port, streamPort, upstreamPort });
  const proxy = spawn(process.execPath, [BIN, 'proxy', '-c', file, '--engine', kind.engine], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  proxy.stderr.on('data', (bytes) => {
    said = (said + bytes).slice(-4000);
  });
  await answered(port);
  watch.add(proxy.pid, name);
  const clients = child('hostile-clients.js', {
    seed,
    address: PROXY,
    port,
    streamPort,
    mass: MASS,
  });
  const again = { seed, kind, config: file };
  const count = counted(summary.proxies, name, { asked: 0, longestMs: 0, clients: 0, upstream: 0 });
  const health = new Health(PROXY, port, (startMs, ms, wrong) => {
    count.asked += 1;
    count.longestMs = Math.max(count.longestMs, ms);
    if (wrong) findings.add(name, `a plain request got: ${wrong}`, again);
    const waitedMs = () => watch.waitedMs(name, startMs, ms);
    machine.judge(startMs, ms, waitedMs, () =>
      findings.add(
        name,
        `a plain request took ${Math.round(ms)} ms\n${watch.during(name, startMs, ms)}`,
        again,
      ),
    );
  });
  await over;
  health.stop();
  count.clients += sum(clients.counts);
  count.upstream += sum(upstream.counts);
  const died = proxy.exitCode ?? proxy.signalCode;
  if (died !== null) findings.add(name, `ended itself with ${died}: ${said}`, again);
  await Promise.all([clients.end(), upstream.end()]);
  if ((await ended(proxy)) === 'force')
    findings.add(name, 'did not end within 10 s of SIGTERM', again);
  const alerts = readFileSync(join(directory, 'error.log'), 'utf8')
    .split('\n')
    .filter((line) => /\[(?:alert|emerg|crit)\]|^\s+at /.test(line));
  if (alerts.length > 0)
    findings.add(name, `its error log says: ${alerts.slice(0, 10).join('\n')}`, again);
  rmSync(directory, { recursive: true });
}

const sum = (counts) => Object.values(counts).reduce((total, one) => total + one, 0);

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, PROXY, resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answered(port) {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`http://${PROXY}:${port}/health`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error('the proxy did not start');
}

function configure(directory, { workers }, { port, streamPort, upstreamPort }) {
  mkdirSync(join(directory, 'html'), { recursive: true });
  writeFileSync(join(directory, 'html', 'large'), 'x'.repeat(8_000_000));
  writeFileSync(join(directory, 'html', 'file'), 'x'.repeat(5000));
  const file = join(directory, 'nginx.conf');
  const bodies = 'client_max_body_size 0;';
  const timeouts = ['client_header', 'client_body', 'send', 'proxy_read', 'proxy_send']
    .map((name) => `${name}_timeout 4s;`)
    .join(' ');
  writeFileSync(
    file,
    `worker_processes ${workers};
error_log ${directory}/error.log warn;
pid ${directory}/proxy.pid;
events { worker_connections 2000; }
http {
  access_log ${directory}/access.log;
  keepalive_timeout 4s; ${timeouts} ${bodies}
  upstream each { server ${UPSTREAM}:${upstreamPort} max_fails=0; }
  upstream kept { server ${UPSTREAM}:${upstreamPort} max_fails=0; keepalive 16; }
  server {
    listen ${PROXY}:${port} backlog=4096;
    root ${directory}/html;
    location = /health { return 200 "healthy"; }
    location /each/ { proxy_pass http://each/; }
    location /kept/ {
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_pass http://kept/;
    }
    location /direct/ {
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $http_connection;
      proxy_buffering off;
      proxy_request_buffering off;
      proxy_pass http://each/;
    }
  }
}
stream { server { listen ${PROXY}:${streamPort}; proxy_timeout 4s; proxy_pass ${UPSTREAM}:${upstreamPort}; } }
`,
  );
  return file;
}
