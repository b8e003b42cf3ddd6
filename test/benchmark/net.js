// Both engines side by side in one run: responses per second and the server's own processor time
// for each, connects per second, memory a held connection.
// `npm run build && node test/benchmark/net.js [--rounds N] [--json]`.
//
// Server and client are processes of their own (this file again, see `roles`). The client of the
// responses is on the faster engine always: a slow client would measure itself. Rounds alternate
// between the engines, so that a noisy machine is noisy for both; medians are printed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createLoop } from '../../dist/net/create-loop.js';

const CONNECTIONS = 100;
const WARM_UP_MS = 300;
const RESPONSES_MS = 2000;
const CONNECTS = 4000;
const HELD = 8000;

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: benchmark\r\n\r\n');
const RESPONSE = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 40\r\n\r\n${'x'.repeat(40)}`,
);

const silent = { onOpen() {}, onData() {}, onDrain() {}, onEnd: (c) => c.close(), onClose() {} };

/** What a child process does; each client returns one row of figures. */
const roles = {
  /** Answers every read with a response; reports its processor time when asked. */
  async server(loop) {
    const answering = { ...silent, onData: (connection) => connection.write(RESPONSE) };
    const on = { address: '127.0.0.1', port: 0 };
    const listener = await loop.listen({ on, accept: () => answering });
    process.on('message', () => process.send(process.cpuUsage()));
    return listener.port;
  },

  /** Keeps `CONNECTIONS` connections asking, one request at a time each. */
  async responses(loop, to) {
    let bytes = 0;
    const asking = {
      ...silent,
      onOpen: (connection) => connection.write(REQUEST),
      onData(connection, _, length) {
        bytes += length;
        connection.write(REQUEST);
      },
    };
    for (let index = 0; index < CONNECTIONS; index++) loop.connect({ to, handler: asking });
    await sleep(WARM_UP_MS);
    process.send('warm');
    const [startedMs, startedBytes] = [performance.now(), bytes];
    await sleep(RESPONSES_MS);
    const seconds = (performance.now() - startedMs) / 1000;
    const responses = (bytes - startedBytes) / RESPONSE.length;
    return { count: responses, 'responses/s': responses / seconds };
  },

  /** Opens and resets `CONNECTS` connections, 100 at a time, each from an explicit port. */
  async connects(loop, to) {
    const startedMs = performance.now();
    await new Promise((resolve, reject) => {
      let [started, finished] = [0, 0];
      const start = () => {
        if (started === CONNECTS) return;
        const bind = { mode: 'explicit', address: '127.0.0.2', port: 10_000 + started++ };
        loop.connect({ to, bind, handler });
      };
      const handler = {
        ...silent,
        onOpen: (connection) => connection.reset(),
        onClose(_, reason) {
          if (reason !== 'local') reject(new Error(`a connect ended with ${reason}`));
          if (++finished === CONNECTS) resolve();
          start();
        },
      };
      for (let index = 0; index < CONNECTIONS; index++) start();
    });
    return { 'connects/s': CONNECTS / ((performance.now() - startedMs) / 1000) };
  },

  /** What each of `HELD` idle connections costs the connecting process. */
  async held(loop, to) {
    const holding = [];
    const hold = async (count) => {
      let left = count;
      await new Promise((resolve) => {
        const handler = { ...silent, onOpen: () => --left === 0 && resolve() };
        for (let index = 0; index < count; index++) holding.push(loop.connect({ to, handler }));
      });
    };
    // The first connections also pay for code and caches.
    await hold(1000);
    const before = userMemory();
    await hold(HELD);
    const after = userMemory();
    const each = (kind) => (after[kind] - before[kind]) / HELD;
    return { 'heap bytes/held': each('heap'), 'resident bytes/held': each('resident') };
  },
};

/** After collection: what V8 and its buffers hold; and the whole, with what libuv takes from malloc. */
function userMemory() {
  for (let round = 0; round < 3; round++) globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, resident: rss };
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function start(role, engine, port = 0) {
  // A young generation of a few pages, so that its growth is not counted as the connections' memory.
  const node = role === 'held' ? ['--expose-gc', '--max-semi-space-size=1'] : [];
  const argv = [...node, import.meta.filename, '--role', role, '--engine', engine];
  return spawn(process.execPath, [...argv, '--port', `${port}`], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

async function answerOf(child) {
  const failed = once(child, 'exit').then(() => {
    throw new Error('a benchmark process failed');
  });
  const [answer] = await Promise.race([once(child, 'message'), failed]);
  return answer;
}

async function measure(role, serverEngine, clientEngine) {
  const server = start('server', serverEngine);
  try {
    const client = start(role, clientEngine, await answerOf(server));
    if (role !== 'responses') return await answerOf(client);
    await answerOf(client);
    const before = await cpuOf(server);
    const { count, ...figures } = await answerOf(client);
    const after = await cpuOf(server);
    const each = (kind) => (after[kind] - before[kind]) / count;
    return {
      ...figures,
      'server user us/response': each('user'),
      'server kernel us/response': each('system'),
    };
  } finally {
    server.kill('SIGKILL');
  }
}

async function cpuOf(server) {
  server.send('cpu');
  return await answerOf(server);
}

/** One row a figure: `{ figure, epoll, node, ratio, samples }`. */
async function compare(rounds) {
  const auto = await createLoop('auto');
  const fastest = auto.engine;
  auto.close();
  const engines = [...new Set([fastest, 'node'])];
  const rows = [];
  for (const role of ['responses', 'connects', 'held']) {
    const samples = Object.fromEntries(engines.map((engine) => [engine, []]));
    for (let round = 0; round < rounds; round++) {
      for (const engine of engines) {
        const client = role === 'responses' ? fastest : engine;
        samples[engine].push(await measure(role, engine, client));
      }
    }
    for (const figure of Object.keys(samples.node[0])) {
      const series = engines.map((engine) => [engine, samples[engine].map((row) => row[figure])]);
      const medians = Object.fromEntries(
        series.map(([engine, values]) => [engine, median(values)]),
      );
      const ratio = medians.epoll === undefined ? null : medians.epoll / medians.node;
      rows.push({ figure, ...medians, ratio, samples: Object.fromEntries(series) });
    }
  }
  return rows;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function print(rows) {
  const write = (...cells) => process.stdout.write(`${cells.join('')}\n`);
  const column = (text) => String(text).padStart(12);
  const rounded = (value) => value?.toLocaleString('en', { maximumSignificantDigits: 4 }) ?? '-';
  write('median of rounds'.padEnd(28), column('epoll'), column('node'), column('epoll/node'));
  for (const { figure, epoll, node, ratio } of rows) {
    write(figure.padEnd(28), ...[epoll, node, ratio].map((value) => column(rounded(value))));
  }
}

const { values } = parseArgs({
  options: {
    role: { type: 'string' },
    engine: { type: 'string' },
    port: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});

if (values.role === undefined) {
  const rows = await compare(Number(values.rounds));
  if (values.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else print(rows);
} else {
  process.once('disconnect', () => process.exit(0));
  const loop = await createLoop(values.engine);
  const to = { address: '127.0.0.1', port: Number(values.port) };
  const answer = await roles[values.role](loop, to);
  process.send(answer, () => values.role !== 'server' && process.exit(0));
}
