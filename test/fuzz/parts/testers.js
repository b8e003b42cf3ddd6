import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { plainOrigin } from '../../../dist/lib/address/origin.js';
import { monotonicMs } from '../../../dist/lib/clock.js';
import { child, ended } from '../support/child.js';
import { counted } from '../support/counted.js';
import { Random, seedOf } from '../support/random.js';

const BIN = fileURLToPath(new URL('../../../bin/tidegate.js', import.meta.url));
const LOAD_WORKER = fileURLToPath(new URL('../../../dist/load/worker.js', import.meta.url));
const SERVER = '127.94.0.4';
const ROUND_MS = 10_000;
/** More than either needs to end on a busy machine. */
const OVERDUE_MS = 20_000;

/** The load and `bench` against a hostile server, taking turns. */
export function fuzzTesters(context) {
  let stopped = false;
  const done = (async () => {
    const server = child('hostile-server.js', { seed: context.seed, address: SERVER });
    const { port } = await server.ready;
    for (let nth = 0; !stopped; nth += 1) {
      const random = new Random(seedOf(context.seed, 'testers', nth));
      await loadRound(context, random, port);
      if (!stopped) await benchRound(context, random, port);
    }
    await server.end();
  })();
  return {
    done,
    stop() {
      stopped = true;
      return done;
    },
  };
}

const SESSIONS = [
  { kind: 'idle' },
  { kind: 'periodic', everyMs: [100, 100] },
  { kind: 'response', lastsMs: [100, 500], bodyBytes: 65_536 },
  { kind: 'stream', lastsMs: [100, 500], everyMs: 50, chunkBytes: 1024 },
  { kind: 'upload', lastsMs: [100, 500], bodyBytes: 65_536 },
  { kind: 'tunnel', everyMs: 50, messageBytes: 64 },
];

async function loadRound({ findings, machine, watch, summary, seed }, random, port) {
  const engine = random.pick(['epoll', 'node']);
  const name = `load, ${engine}`;
  const worker = fork(LOAD_WORKER, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  watch.add(worker.pid, name);
  const again = { seed, engine };
  const count = counted(summary.testers, name, { rounds: 0, requests: 0, longestMs: 0 });
  let heardMs = performance.now();
  let requests = 0;
  worker.on('message', (message) => {
    const ms = performance.now() - heardMs;
    if (message.type !== 'ready') {
      count.longestMs = Math.max(count.longestMs, ms);
      const heardAt = heardMs;
      const waitedMs = () => watch.waitedMs(name, heardAt, ms);
      machine.judge(heardAt, ms, waitedMs, () =>
        findings.add(
          name,
          `was silent for ${Math.round(ms)} ms\n${watch.during(name, heardAt, ms)}`,
          again,
        ),
      );
    }
    heardMs = performance.now();
    if (message.type === 'counts') requests = message.counts.requests;
    if (message.type === 'failed') findings.add(name, `failed: ${message.message}`, again);
  });
  const of = (type) =>
    new Promise((resolve) => worker.on('message', (m) => m.type === type && resolve()));
  const [ready, done] = [of('ready'), of('done')];
  worker.send({
    type: 'plan',
    plan: planFor(random, port, engine),
    part: { worker: 0, workers: 1 },
  });
  const died = once(worker, 'exit').then(([code, signal]) => `ended itself with ${code ?? signal}`);
  const work = (async () => {
    await ready;
    worker.send({ type: 'start', atMs: 0 });
    await sleep(ROUND_MS / 4);
    worker.send({ type: 'watch' });
    await sleep(ROUND_MS);
    worker.send({ type: 'finish', graceMs: 1000 });
    await done;
    return null;
  })();
  const late = sleep(ROUND_MS * 1.25 + OVERDUE_MS, 'did not end in time', { ref: false });
  const wrong = await Promise.race([work, died, late]);
  if (wrong) findings.add(name, wrong, again);
  count.rounds += 1;
  count.requests += requests;
  await ended(worker);
}

function planFor(random, port, engine) {
  return {
    origin: plainOrigin({ address: SERVER, port }),
    headerFields: '',
    backendHeader: 'x-tidegate-backend',
    load: {
      connections: 120,
      rampMs: 500,
      sources: null,
      bind: 'late',
      mix: SESSIONS.map((session) => ({ share: 1, session })),
    },
    ports: { range: [32_768, 60_999], except: [] },
    seed: random.int(1_000_000),
    engine,
    originMs: monotonicMs(),
    patienceMs: 2000,
    watch: { visitsPerSecond: 20, racers: 2 },
    reconnect: true,
  };
}

async function benchRound({ findings, watch, summary, seed }, random, port) {
  const engine = random.pick(['epoll', 'node']);
  const name = `bench, ${engine}`;
  const flags = [
    '--engine',
    engine,
    '-c',
    '40',
    '-d',
    `${ROUND_MS / 1000}s`,
    '--timeout',
    '1s',
    '--json',
  ];
  flags.push('--threads', random.pick(['1', '2']), '--pipelining', random.pick(['1', '1', '5']));
  if (random.chance(0.3)) flags.push('--rate', '500');
  const bench = spawn(process.execPath, [BIN, 'bench', `http://${SERVER}:${port}/`, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  watch.add(bench.pid, name);
  const said = { out: '', err: '' };
  bench.stdout.on('data', (bytes) => {
    said.out += bytes;
  });
  bench.stderr.on('data', (bytes) => {
    said.err = (said.err + bytes).slice(-4000);
  });
  const again = { seed, flags };
  const ends = once(bench, 'close').then(([code]) => code);
  const code = await Promise.race([ends, sleep(ROUND_MS + OVERDUE_MS, 'late', { ref: false })]);
  if (code === 'late') findings.add(name, 'did not end in time', again);
  await ended(bench);
  const count = counted(summary.testers, name, { rounds: 0, requests: 0, longestMs: 0 });
  count.rounds += 1;
  try {
    count.requests += JSON.parse(said.out).account.requests;
  } catch {
    if (code !== 'late') findings.add(name, `ended with ${code} and no result: ${said.err}`, again);
  }
  if (![0, 1, 3, 'late'].includes(code))
    findings.add(name, `ended with ${code}: ${said.err}`, again);
}
