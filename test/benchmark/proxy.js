// The bundled proxy beside the real nginx, in one run: the same configuration, one worker each, wrk
// as the load, nginx as the origin behind both. Needs wrk and nginx.
// `npm run build && node test/benchmark/proxy.js [--rounds N] [--seconds N] [--json]`.
//
// Rounds alternate between the two, so that a noisy machine is noisy for both; medians are printed,
// and their ratio. Requests per second depend on what else the machine does; the processor time
// that a request costs the proxy (user and system, of its worker) hardly does.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const BIN = fileURLToPath(new URL('../../bin/tidegate.js', import.meta.url));
const CONNECTIONS = 64;
const ORIGIN = '127.80.0.1:9000';
const PROXIES = { nginx: '127.80.0.2:8000', tidegate: '127.80.0.3:8000' };
/** Unit of the times in /proc/PID/stat: USER_HZ, 100 on every Linux. */
const TICK_US = 10_000;

const CASES = {
  return: '/return',
  'proxied, keepalive': '/kept/small',
  'proxied, a connection each': '/each/small',
  'proxied, 64 kB': '/kept/64k',
};

const proxyConfiguration = (listen) => `
  upstream origin { server ${ORIGIN}; keepalive ${CONNECTIONS}; keepalive_requests 10000000; }
  server {
    listen ${listen};
    location = / { return 204; }
    location /return { return 200 "forty bytes, as an answer of an interface"; }
    location /kept/ {
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_pass http://origin/;
    }
    location /each/ { proxy_pass http://${ORIGIN}/; }
  }`;

const originConfiguration = (root) => `
  server { listen ${ORIGIN}; root ${root}; location /small { return 200 "forty bytes, as an answer of an interface"; } location = / { return 204; } }`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
});

const missing = ['wrk', 'nginx'].filter((command) => !isHere(command));
if (missing.length > 0) {
  process.stderr.write(
    `This benchmark needs ${missing.join(' and ')}: install, and run it again.\n`,
  );
  process.exit(2);
}

const directory = mkdtempSync(join(tmpdir(), 'tidegate-benchmark-'));
const children = [];
try {
  writeFileSync(join(directory, '64k'), 'x'.repeat(64 * 1024));
  await start('nginx', 'origin', originConfiguration(directory), ORIGIN);
  const pids = {};
  for (const [name, listen] of Object.entries(PROXIES)) {
    pids[name] = workerOf(await start(name, name, proxyConfiguration(listen), listen));
  }
  print(await measure(pids));
} finally {
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(children.map(ended));
  rmSync(directory, { recursive: true, force: true });
}

/** Medians of every case: `{ [case]: { nginx: Figures, tidegate: Figures } }`. */
async function measure(pids) {
  const results = {};
  for (const [name, path] of Object.entries(CASES)) {
    const rounds = { nginx: [], tidegate: [] };
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const proxy of Object.keys(PROXIES)) {
        rounds[proxy].push(await load(`http://${PROXIES[proxy]}${path}`, pids[proxy]));
      }
    }
    results[name] = { nginx: medians(rounds.nginx), tidegate: medians(rounds.tidegate) };
  }
  return results;
}

async function load(url, pid) {
  const beforeUs = processorUs(pid);
  const args = ['-t1', `-c${CONNECTIONS}`, `-d${values.seconds}s`, url];
  const wrk = spawn('wrk', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  wrk.stdout.on('data', (text) => {
    said += text;
  });
  await once(wrk, 'close');
  if (/Non-2xx|Socket errors/.test(said)) throw new Error(`${url}:\n${said}`);
  const requests = Number(/(\d+) requests in/.exec(said)?.[1]);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1]);
  return { perSecond, requestUs: (processorUs(pid) - beforeUs) / requests };
}

/** User and system time that a process has had, in microseconds; proc(5), fields 14 and 15. */
function processorUs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

async function start(program, name, http, listen) {
  const tuned =
    program === 'nginx'
      ? 'access_log off; keepalive_requests 10000000;'
      : 'keepalive_requests 10000000;';
  const file = join(directory, `${name}.conf`);
  writeFileSync(
    file,
    `worker_processes 1; events { worker_connections 4096; } http { ${tuned} ${http} }\n`,
  );
  const child =
    program === 'nginx'
      ? spawn('nginx', ['-c', file, '-p', directory, '-e', 'stderr', '-g', nginxGlobals(name)], {
          stdio: ['ignore', 'ignore', 'inherit'],
        })
      : spawn(process.execPath, [BIN, 'proxy', '-c', file], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
  children.push(child);
  while (!(await answers(listen))) {
    if (child.exitCode !== null) throw new Error(`${name} did not start`);
    await sleep(50);
  }
  return child.pid;
}

async function ended(child) {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

function nginxGlobals(name) {
  const user = process.getuid?.() === 0 ? 'user root; ' : '';
  return `${user}daemon off; pid ${directory}/${name}.pid;`;
}

function answers(listen) {
  return fetch(`http://${listen}/`).then(
    () => true,
    () => false,
  );
}

/** The one child of a master. */
function workerOf(pid) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

function medians(rounds) {
  const median = (key) =>
    rounds.map((round) => round[key]).sort((a, b) => a - b)[Math.floor(rounds.length / 2)];
  return { perSecond: median('perSecond'), requestUs: median('requestUs') };
}

function print(results) {
  if (values.json) {
    process.stdout.write(`${JSON.stringify(results)}\n`);
    return;
  }
  printTable('requests per second', results, 'perSecond', 0);
  printTable('processor time, us a request', results, 'requestUs', 1);
}

function printTable(title, results, key, digits) {
  printRow([title, 'nginx', 'tidegate', 'ratio']);
  for (const [name, { nginx, tidegate }] of Object.entries(results)) {
    const figures = [nginx[key].toFixed(digits), tidegate[key].toFixed(digits)];
    printRow([name, ...figures, (tidegate[key] / nginx[key]).toFixed(2)]);
  }
}

function printRow([name, ...cells]) {
  const line = name.padEnd(30) + cells.map((cell) => cell.padStart(10)).join('');
  process.stdout.write(`${line}\n`);
}

function isHere(command) {
  return (process.env.PATH ?? '').split(':').some((path) => existsSync(join(path, command)));
}
