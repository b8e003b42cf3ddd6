// bench beside wrk and autocannon, in one run: the same target (nginx, one worker), the same number of
// connections and threads, in turn. Needs wrk and nginx.
// `npm run benchmark:bench -- [--rounds N] [--seconds N] [--json] [--record FILE] [--date D]`, or
// `--only NAME` for the cases with NAME in their name, which are printed and not recorded.
//
// Rounds alternate between them, each begun by another, so that a noisy machine is noisy for all;
// the median of each is printed, and of the ratio within each round. The processor time that a
// request costs the generator (user and system) depends less on the noise: of bench's workers over
// the measured time, of wrk and autocannon over their whole life.
// wrk has no warm-up and needs none; the other two are compiled while they run, so bench has a
// second of its own, and autocannon's first second counts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Boxes, demand } from './support/boxes.js';
import { machine } from './support/process-facts.js';

const RECORD = fileURLToPath(new URL('../../reports/records/bench-speed.json', import.meta.url));
const BIN = fileURLToPath(new URL('../../bin/tidegate.js', import.meta.url));
const TARGET = '127.82.0.1:9000';
const CONNECTIONS = 64;
const GENERATORS = ['wrk', 'tidegate', 'autocannon'];
const FILE_BYTES = 4096;

const CASES = {
  'return 200, 1 thread': { path: '/return', threads: 1 },
  'return 200, 2 threads': { path: '/return', threads: 2 },
  'a file of 4 kB, 1 thread': { path: '/4k', threads: 1 },
  'a file of 4 kB, 2 threads': { path: '/4k', threads: 2 },
};

const targetConfiguration = (root) => `
  server {
    listen ${TARGET} backlog=4096;
    root ${root};
    location = / { return 204; }
    location /return { return 200 "forty bytes, as an answer of an interface"; }
  }`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
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
  writeFileSync(join(boxes.directory, '4k'), 'x'.repeat(FILE_BYTES));
  await boxes.nginx('target', targetConfiguration(boxes.directory), TARGET);
  report(await measure());
} finally {
  await boxes.close();
}

/** Medians of every case: `{ [case]: { [generator]: Figures } }`. */
async function measure() {
  const results = {};
  const cases = Object.entries(CASES).filter(([name]) => name.includes(values.only));
  for (const [name, { path, threads }] of cases) {
    const url = `http://${TARGET}${path}`;
    const rounds = Object.fromEntries(GENERATORS.map((generator) => [generator, []]));
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const generator of rotated(GENERATORS, round)) {
        rounds[generator].push(await load(generator, url, threads));
      }
    }
    results[name] = Object.fromEntries(
      GENERATORS.map((generator) => [generator, medians(rounds[generator], rounds.wrk)]),
    );
  }
  return results;
}

function rotated(list, by) {
  const from = by % list.length;
  return [...list.slice(from), ...list.slice(0, from)];
}

function load(generator, url, threads) {
  return generator === 'wrk' ? byWrk(url, threads) : byTidegate(generator, url, threads);
}

async function byWrk(url, threads) {
  const args = [
    `-t${threads}`,
    `-c${CONNECTIONS}`,
    `-d${values.seconds}s`,
    '--timeout',
    '10s',
    url,
  ];
  const { said, spentUs } = await run('wrk', args);
  if (/Non-2xx|connect [1-9]|timeout [1-9]/.test(said)) throw new Error(`${url}:\n${said}`);
  const requests = Number(/(\d+) requests in/.exec(said)?.[1]);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1]);
  return { perSecond, requestUs: spentUs / requests };
}

async function byTidegate(generator, url, threads) {
  const own = ['--warmup', '1s', '--threads', String(threads)];
  const args = ['bench', url, '-c', String(CONNECTIONS), '-d', values.seconds, '--json'];
  const rest = generator === 'tidegate' ? own : ['--generator', generator];
  const { said, spentUs } = await run(process.execPath, [BIN, ...args, ...rest]);
  const { verdict, reasons, responses, requestsPerSecond, account } = JSON.parse(said);
  if (verdict !== 'pass') throw new Error(`${url}: ${reasons.join('; ')}`);
  // autocannon does not say what it used: its start counts with it.
  const ofRequests = account === null ? spentUs : account.tester.cpuMs * 1000;
  return { perSecond: requestsPerSecond.mean, requestUs: ofRequests / responses };
}

/** What a command printed, and the processor time of it and of its children. */
async function run(command, args) {
  const child = spawn('bash', ['-c', 'time "$@"', 'bash', command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TIMEFORMAT: '%U %S' },
  });
  let [said, timed] = ['', ''];
  child.stdout.on('data', (text) => {
    said += text;
  });
  child.stderr.on('data', (text) => {
    timed += text;
  });
  await once(child, 'close');
  const [user, system] = timed.trim().split(/\s+/).slice(-2).map(Number);
  return { said, spentUs: (user + system) * 1e6 };
}

/** Of a generator's rounds; each beside wrk's round of the same number. */
function medians(rounds, ofWrk) {
  const ratios = rounds.map(({ perSecond }, round) => perSecond / ofWrk[round].perSecond);
  return {
    perSecond: Math.round(median(rounds.map(({ perSecond }) => perSecond))),
    requestUs: Number(median(rounds.map(({ requestUs }) => requestUs)).toFixed(1)),
    ofWrk: Number(median(ratios).toFixed(2)),
  };
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function report(cases) {
  const { rounds, seconds, date } = values;
  const record = {
    schema: 'tidegate.bench-speed/1',
    date,
    machine: machine(),
    rounds: Number(rounds),
    seconds: Number(seconds),
    connections: CONNECTIONS,
    cases,
  };
  if (values.only === '') writeFileSync(values.record, `${JSON.stringify(record, null, 2)}\n`);
  if (values.json) {
    process.stdout.write(`${JSON.stringify(record)}\n`);
    return;
  }
  printTable('requests per second', cases, 'perSecond');
  printTable('of wrk in the same round', cases, 'ofWrk');
  printTable('processor time, us a request', cases, 'requestUs');
}

function printTable(title, cases, key) {
  printRow([title, ...GENERATORS]);
  for (const [name, figures] of Object.entries(cases)) {
    printRow([name, ...GENERATORS.map((generator) => figures[generator][key])]);
  }
}

function printRow([name, ...cells]) {
  const line = cells.map((cell) => String(cell).padStart(12)).join('');
  process.stdout.write(`${name.padEnd(30)}${line}\n`);
}
