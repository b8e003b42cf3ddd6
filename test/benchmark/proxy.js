// The bundled proxy beside the real nginx, in one run: the same configuration, one worker each, wrk
// as the load, nginx as the origin behind both; and beside a plain node:http proxy. `direct` is the
// origin asked with nothing between: what no proxy can surpass here. Needs wrk and nginx.
// `npm run benchmark:proxy -- [--rounds N] [--seconds N] [--json] [--record FILE] [--date D]`, or
// `--only NAME` for the cases with NAME in their name, which are printed and not recorded.
//
// Rounds alternate between them, each begun by another, so that a noisy machine is noisy for all and
// what one leaves behind is not always the same one's burden; medians are printed, and their ratios.
// Requests per second depend on what else the machine does; the processor time that a request costs
// the proxy (user and system, of its worker) hardly does.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Boxes, demand } from './support/boxes.js';
import { machine, processorUs } from './support/process-facts.js';

const RECORD = fileURLToPath(new URL('../../reports/records/proxy-speed.json', import.meta.url));
const CONNECTIONS = 64;
const ORIGIN = '127.80.0.1:9000';
const LISTENS = {
  nginx: '127.80.0.2:8000',
  tidegate: '127.80.0.3:8000',
  'node:http': '127.80.0.4:8000',
};
/** Where nginx and the bundled proxy pass on TCP; here HTTP is only bytes. */
const STREAMS = { nginx: '127.80.0.2:8001', tidegate: '127.80.0.3:8001' };

const PROXIES = Object.keys(LISTENS);
/** Not measured by processor time, because no proxy is involved. */
const DIRECT = 'direct';
const WARM_UP_SECONDS = 3;

/** The requests and their targets; few connections if each carries much. */
const CASES = {
  return: { path: '/return', of: ['nginx', 'tidegate'] },
  'proxied, keepalive': { path: '/kept/small', direct: '/small' },
  'proxied, a connection each': { path: '/each/small', direct: '/small' },
  'proxied, 64 kB': { path: '/kept/64k', direct: '/64k' },
  'proxied, 10 MB': { path: '/kept/10m', direct: '/10m', connections: 8 },
  stream: { path: '/small', listens: STREAMS },
  'stream, a connection each': { path: '/small', listens: STREAMS, closes: true },
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

const streamConfiguration = (listen) => `
  upstream origin { server ${ORIGIN}; }
  server { listen ${listen} backlog=4096; proxy_pass origin; }`;

const originConfiguration = (root) => `
  server { listen ${ORIGIN}; root ${root}; location /small { return 200 "forty bytes, as an answer of an interface"; } location = / { return 204; } }`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
    record: { type: 'string', default: RECORD },
    only: { type: 'string', default: '' },
    date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
  },
});

demand('wrk', 'nginx');
const boxes = new Boxes();
try {
  writeFileSync(join(boxes.directory, '64k'), 'x'.repeat(64 * 1024));
  writeFileSync(join(boxes.directory, '10m'), 'x'.repeat(10 * 1024 * 1024));
  await boxes.nginx('origin', originConfiguration(boxes.directory), ORIGIN);
  const pids = {
    nginx: await boxes.nginx('nginx', ...configurationOf('nginx')),
    tidegate: await boxes.tidegate('proxy', ...configurationOf('tidegate')),
    'node:http': await boxes.nodeHttp(ORIGIN, LISTENS['node:http']),
  };
  report(await measure(pids));
} finally {
  await boxes.close();
}

function configurationOf(proxy) {
  const listen = LISTENS[proxy];
  return [proxyConfiguration(listen), listen, streamConfiguration(STREAMS[proxy])];
}

/** Medians of every case: `{ [case]: { nginx: Figures, tidegate: Figures, ... } }`. */
async function measure(pids) {
  const results = {};
  const cases = Object.entries(CASES).filter(([name]) => name.includes(values.only));
  for (const [name, { path, connections = CONNECTIONS, ...rest }] of cases) {
    const { listens = LISTENS, direct = null, closes = false } = rest;
    const { of = [...Object.keys(listens), ...(direct === null ? [] : [DIRECT])] } = rest;
    const run = (proxy, seconds) => {
      const url = proxy === DIRECT ? ORIGIN + direct : listens[proxy] + path;
      return load({ url: `http://${url}`, connections, closes, seconds, pid: pids[proxy] });
    };
    const rounds = Object.fromEntries(of.map((proxy) => [proxy, []]));
    // Code that is compiled while it runs is measured after that.
    for (const proxy of of) await run(proxy, WARM_UP_SECONDS);
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const proxy of rotated(of, round)) rounds[proxy].push(await run(proxy, values.seconds));
    }
    results[name] = Object.fromEntries(of.map((proxy) => [proxy, medians(rounds[proxy])]));
  }
  return results;
}

function rotated(list, by) {
  const from = by % list.length;
  return [...list.slice(from), ...list.slice(0, from)];
}

/** @param pid whose processor time counts; undefined = nobody's. */
async function load({ url, connections, closes, seconds, pid }) {
  const spentUs = () => (pid === undefined ? 0 : processorUs(pid));
  const beforeUs = spentUs();
  const header = closes ? ['-H', 'Connection: close'] : [];
  // A busy machine makes a round slow, but does not fail it.
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', ...header, url];
  const wrk = spawn('wrk', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  wrk.stdout.on('data', (text) => {
    said += text;
  });
  await once(wrk, 'close');
  if (/Non-2xx|Socket errors/.test(said)) throw new Error(`${url}:\n${said}`);
  const requests = Number(/(\d+) requests in/.exec(said)?.[1]);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1]);
  return { perSecond, requestUs: (spentUs() - beforeUs) / requests };
}

function medians(rounds) {
  const median = (key) =>
    rounds.map((round) => round[key]).sort((a, b) => a - b)[Math.floor(rounds.length / 2)];
  return {
    perSecond: Math.round(median('perSecond')),
    requestUs: Number(median('requestUs').toFixed(1)),
  };
}

function report(cases) {
  const { rounds, seconds, date } = values;
  const record = {
    schema: 'tidegate.proxy-speed/1',
    date,
    machine: machine(),
    rounds: Number(rounds),
    seconds: Number(seconds),
    cases,
  };
  if (values.only === '') writeFileSync(values.record, `${JSON.stringify(record, null, 2)}\n`);
  if (values.json) {
    process.stdout.write(`${JSON.stringify(record)}\n`);
    return;
  }
  printTable('requests per second', cases, 'perSecond', [...PROXIES, DIRECT]);
  printTable('processor time, us a request', cases, 'requestUs', PROXIES);
}

/** Each program's figure, and the bundled proxy's as a multiple of the others'. */
function printTable(title, cases, key, columns) {
  const others = columns.filter((name) => name !== 'tidegate');
  printRow([title, ...columns, ...others.map((name) => `/ ${name}`)]);
  for (const [name, figures] of Object.entries(cases)) {
    const own = figures.tidegate[key];
    const cells = columns.map((name) => figures[name]?.[key]);
    const ratios = others.map((proxy) => figures[proxy] && own / figures[proxy][key]);
    printRow([name, ...cells, ...ratios.map((ratio) => ratio?.toFixed(2))]);
  }
}

function printRow([name, ...cells]) {
  const line = cells.map((cell = '-') => String(cell).padStart(12)).join('');
  process.stdout.write(`${name.padEnd(30)}${line}\n`);
}
