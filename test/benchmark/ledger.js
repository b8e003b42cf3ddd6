// Whether a ledger's memory is bounded whatever the size of the run: a million connections and ten
// million requests through the recording of load workers, the books of two backend servers, keeping,
// encoding, decoding and judging, without a socket. Each process says its peak of resident memory; the
// conductor how long the verdict took after the last event, and `verify` how long it took from the file.
// `npm run benchmark:ledger -- [--connections N] [--requests N] [--workers N] [--only load|servers]`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RequestHead } from '../../dist/backend/http/request-head.js';
import { ServerBook } from '../../dist/backend/server-book.js';
import { SERVER_REQUESTS, SERVER_SOCKETS } from '../../dist/lib/columns/ledger-schemas.js';
import { Table } from '../../dist/lib/columns/table.js';
import { KeptRecords } from '../../dist/load/recording/kept-records.js';
import { Recording } from '../../dist/load/recording/recording.js';
import { keepYoungHeapSmall } from '../../dist/run/small-young-heap.js';
import { decodeLedger, encodeLedger } from '../../dist/run/stored/ledger-file.js';
import { judgeRun } from '../../dist/verify/judge-run.js';

const SELF = fileURLToPath(import.meta.url);
/** The limits that must be kept: for every single process, and for the verdict after the last event. */
const MOST_BYTES = 200e6;
const MOST_MS = 10_000;
/** Run time: the flip, the backend's return, and the end. */
const AT = { on: 500_000, down: 500_900, off: 520_000, up: 521_000, end: 1_000_000 };
/** Events between two messages to the conductor. */
const BATCH = 4000;
/** How many requests there are for each cut one, and connections for each that the other side closes. */
const CUT_OF = 20_000;
const CLOSED_OF = 50;
const SERVERS = ['a', 'b'];

const { values } = parseArgs({
  options: {
    role: { type: 'string', default: 'conductor' },
    connections: { type: 'string', default: '1000000' },
    requests: { type: 'string', default: '10000000' },
    workers: { type: 'string', default: '8' },
    part: { type: 'string', default: '0' },
    only: { type: 'string' },
    file: { type: 'string' },
  },
});
const connections = Number(values.connections);
const requests = Number(values.requests);
const workers = Number(values.workers);
const part = Number(values.part);
/** Requests of each connection, one after the other over the whole of the run. */
const rounds = Math.ceil(requests / connections);

const peakBytes = () => process.resourceUsage().maxRSS * 1024;

/** When a connection sends its request of this round; a backend answers a little later. */
const sentAt = (index, n) => ((n + index / connections) * AT.end) / rounds;
const backendOf = (index, atMs) => (index % 2 && (atMs < AT.down || atMs > AT.up) ? 'a' : 'b');
const takesMs = (index, n) => 1 + ((index * 7 + n * 13) % 100) / 10;
const isCut = (index, n) => (index * 31 + n * 17) % CUT_OF === 0;
const isClosed = (index) => index % CLOSED_OF === 3;

function requestOf(index, n) {
  const sentMs = sentAt(index, n);
  const endMs = sentMs + takesMs(index, n);
  const cut = isCut(index, n);
  return {
    id: `${index}-${n}`,
    connection: index,
    kind: 'periodic',
    method: 'GET',
    lastsMs: 0,
    scheduledMs: sentMs,
    sentMs,
    headMs: endMs - 0.2,
    endMs,
    status: 200,
    backend: backendOf(index, sentMs),
    outcome: cut ? 'cut' : 'complete',
    framing: 'length',
    bodyBytes: 40,
    digest: cut ? null : 7,
    maxGapMs: 0,
  };
}

function connectionOf(index) {
  const closed = isClosed(index);
  return {
    index,
    kind: 'periodic',
    local: `127.0.${index % 256}.64:${1024 + (index % 60_000)}`,
    remote: '127.0.0.1:18080',
    startedMs: sentAt(index, 0) - 1,
    openMs: sentAt(index, 0) - 0.5,
    closedMs: closed ? AT.end - 5000 : AT.end + 100,
    end: closed ? 'peer-fin' : 'held',
    peerFinMs: closed ? AT.end - 5000 : null,
    announcedClose: false,
    unansweredBytes: 0,
    lastSentMs: null,
  };
}

/** Calls `visit(index, n)` for every request of a share, in the order of time. */
async function each(share, of, visit, pause) {
  let events = 0;
  for (let n = 0; n < rounds; n++) {
    for (let index = share; index < connections; index += of) {
      visit(index, n);
      if (++events % BATCH === 0) await pause();
    }
  }
}

async function worker() {
  const recording = new Recording(connections);
  let nowMs = 0;
  let marks = 0;
  process.on('message', (limits) => recording.limit(limits));
  const report = async () => {
    const batch = recording.take(nowMs);
    if (batch) await new Promise((resolve) => process.send({ batch }, resolve));
    await turn();
  };
  const visit = (index, n) => {
    const request = requestOf(index, n);
    nowMs = request.endMs;
    if (marks === 0 && nowMs >= AT.on) marks = mark(recording, true, 1);
    if (marks === 1 && nowMs >= AT.up + 1000) marks = mark(recording, false, 2);
    recording.takeRequest(request);
  };
  await each(part, workers, visit, report);
  for (let index = part; index < connections; index += workers) {
    recording.takeConnection(connectionOf(index));
    if ((index - part) % (BATCH * workers) === 0) await report();
  }
  nowMs = AT.end;
  await report();
  process.send({ peak: peakBytes() }, () => process.exit());
}

function mark(recording, disturbed, marks) {
  recording.mark(disturbed, disturbed ? AT.on : AT.up + 1000);
  return marks;
}

/** The book reads the clock itself, so its times are those of this process. */
async function server() {
  const book = new ServerBook(0, 1 / SERVERS.length);
  const name = SERVERS[part];
  const socket = { remoteAddress: '127.0.0.2', remotePort: 50_000 };
  book.opened(socket);
  let marked = false;
  const visit = (index, n) => {
    const sentMs = sentAt(index, n);
    if (backendOf(index, sentMs) !== name) return;
    const disturbed = sentMs >= AT.on && sentMs < AT.up + 1000;
    if (disturbed !== marked) {
      marked = disturbed;
      book.mark(disturbed);
    }
    const head = Object.assign(new RequestHead(), {
      id: `${index}-${n}`,
      path: '/',
      method: 'GET',
    });
    book.ended(book.began(socket, head), 'complete');
  };
  await each(0, 1, visit, turn);
  const { requests: arrivals, sockets, thinned } = book.ledger();
  const ledger = { requests: arrivals.encode(), sockets: sockets.encode(), thinned };
  process.send({ ledger, peak: peakBytes() }, () => process.exit());
}

function child(role, number) {
  const args = Object.entries({ ...values, role, part: number }).map(
    ([name, value]) => `--${name}=${value}`,
  );
  return spawn(process.execPath, [SELF, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
}

async function load(kept) {
  let limits = kept.limits;
  const members = Array.from({ length: workers }, (_, number) => child('worker', number));
  let peak = 0;
  for (const member of members) {
    member.on('message', (message) => {
      if (message.peak) peak = Math.max(peak, message.peak);
      if (!message.batch) return;
      kept.add(message.batch);
      const next = kept.limits;
      if (next.requests === limits.requests && next.connections === limits.connections) return;
      limits = next;
      for (const one of members) if (one.connected) one.send(limits, () => undefined);
    });
  }
  await Promise.all(members.map((member) => once(member, 'close')));
  return peak;
}

async function serve() {
  const servers = [];
  let peak = 0;
  for (const [number, backend] of SERVERS.entries()) {
    const member = child('server', number);
    const [message] = await once(member, 'message');
    peak = Math.max(peak, message.peak);
    const { sockets, thinned } = message.ledger;
    const arrivals = Table.decode(SERVER_REQUESTS, Buffer.from(message.ledger.requests));
    const beganMs = Array.from(arrivals, ({ id }) => sentAt(...id.split('-').map(Number)) + 0.3);
    arrivals.rewrite('beganMs', beganMs);
    arrivals.rewrite('endMs', beganMs);
    servers.push({
      backend,
      requests: arrivals,
      sockets: Table.decode(SERVER_SOCKETS, Buffer.from(sockets)),
      thinned,
    });
    await once(member, 'close');
  }
  return { servers, peak };
}

function ledgerOf(records, servers) {
  return {
    flip: { backend: 'a', onMs: AT.on, offMs: AT.off },
    transitions: [
      { atMs: AT.down, backend: 'a', state: 'down' },
      { atMs: AT.up, backend: 'a', state: 'up' },
    ],
    connections: records.connections,
    requests: records.requests,
    servers,
    probes: [{ atMs: AT.on + 50, backend: 'a', status: 200, verdict: 'maintenance', seen: 'page' }],
    kernel: [],
    sockets: null,
    references: [],
    tester: [],
    pulses: [],
    thinned: records.thinned,
  };
}

const ACCOUNT = {
  scenario: 'maintenance',
  checks: [
    'last-new-request',
    'complete-response',
    'as-before',
    'latency',
    'in-flight-finishes',
    'at-most-once',
    'idle-close',
    'reset-audit',
    'all-gone',
    'no-flap',
    'return',
  ],
  witnesses: ['last-new-request'],
  startedAt: '2026-11-28T00:00:00.000Z',
  tidegate: '0.1.0',
  interrupted: false,
  trouble: null,
  commands: [],
  prediction: null,
  facts: { schema: 'tidegate.facts/1' },
  plan: {
    connections,
    rampMs: 1000,
    workers,
    engine: 'epoll',
    bind: 'late',
    sources: [],
    entry: '127.0.0.1:18080',
    boxes: {},
    mix: { periodic: 1 },
    notes: [],
  },
  phases: [],
  timeline: { atMs: [], open: [], inFlight: [], requests: [], lagMs: [] },
  latency: null,
  memory: { perConnection: {}, kernelPerConnection: null },
  peakOpen: connections,
  untested: '',
  load: {
    connections,
    rampMs: 1000,
    sources: null,
    bind: 'late',
    mix: [{ share: 1, session: { kind: 'periodic', everyMs: 1000 } }],
  },
  entryBox: 'frontend',
  heldFromMs: 0,
  endMs: AT.end,
  patienceMs: 10_000,
  lagMs: 0,
  budgets: { maxP99Ms: null, maxLatencyMs: null, maxCloses: null },
  disturbance: null,
  maintenance: {
    bounds: {
      visibleMs: 1000,
      detectMs: 1000,
      waitMs: 5000,
      closeMs: 1000,
      returnMs: 2000,
      lagMs: 0,
    },
    reportsTransitions: true,
    promises: { rise: true, wait: true },
    page: 'page',
    healthUrls: {},
  },
};

const ms = (since) => Math.round(performance.now() - since);
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

async function conductor() {
  keepYoungHeapSmall();
  const folder = mkdtempSync(join(tmpdir(), 'ledger-benchmark-'));
  const file = join(folder, 'a.ledger');
  const peaks = {};
  try {
    const kept = new KeptRecords(connections);
    const began = performance.now();
    if (values.only !== 'servers') peaks['load worker'] = await load(kept);
    const served = values.only === 'load' ? { servers: null } : await serve();
    if (served.peak) peaks['backend server'] = served.peak;
    const recordedMs = ms(began);
    const lastEvent = performance.now();
    const ledger = ledgerOf(kept.records(true), served.servers);
    const result = judgeRun(ACCOUNT, ledger);
    const verdictMs = ms(lastEvent);
    const writing = performance.now();
    writeFileSync(
      file,
      encodeLedger({ account: ACCOUNT, ledger }, (text) => text),
    );
    const writtenMs = ms(writing);
    peaks.conductor = peakBytes();
    const verifier = child('verify', file);
    const [again] = await once(verifier, 'message');
    peaks.verify = again.peak;
    const same = JSON.stringify(result.checks) === again.checks;
    const lines = [
      `${connections} connections, ${requests} requests, ${workers} load workers; recorded in ${(recordedMs / 1000).toFixed(0)} s`,
      `rows kept: ${ledger.connections.length} connections, ${ledger.requests.length} requests, ${(ledger.servers ?? []).map((one) => one.requests.length).join(' + ')} arrivals`,
      ...Object.entries(peaks).map(([name, bytes]) => `peak of ${name}: ${megabytes(bytes)}`),
      `verdict ${result.verdict} after ${verdictMs} ms; ledger written in ${writtenMs} ms: ${megabytes(statSync(file).size)}`,
      `verify: the same ${same ? 'findings' : 'FINDINGS ARE OTHERS'} after ${again.ms} ms`,
      ...result.checks.map(({ id, status, actual }) => `  ${status} ${id}: ${actual}`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    const held =
      same && verdictMs < MOST_MS && Object.values(peaks).every((one) => one < MOST_BYTES);
    process.exitCode = held ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function verify() {
  const began = performance.now();
  const { account, ledger } = decodeLedger(readFileSync(values.part), values.part);
  const checks = JSON.stringify(judgeRun(account, ledger).checks);
  process.send({ checks, ms: ms(began), peak: peakBytes() }, () => process.exit());
}

await { conductor, worker, server, verify }[values.role]();
