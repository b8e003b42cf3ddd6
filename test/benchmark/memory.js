// What a connection that is held costs a proxy in memory of its own, beside the real nginx where it
// is here; and whether anything grows with time.
// `npm run benchmark:memory -- [--held N] [--churn MINUTES] [--json] [--record FILE] [--date D]`.
//
// Each kind is held in two numbers, few and many, after a warm-up; the resident memory of the one
// worker between the two, by the difference of the numbers, is the cost of one: what a process
// needs at all falls out, and the few are enough for the young memory of a garbage collector to
// have grown to what it will be. The churn opens, asks and closes for some minutes and says the worker's
// memory at its start and its end.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Boxes, demand } from './support/boxes.js';
import { machine, residentBytes } from './support/process-facts.js';

const RECORD = fileURLToPath(new URL('../../reports/records/proxy-memory.json', import.meta.url));
const ORIGIN = '127.81.0.1:9000';
const LISTENS = { nginx: '127.81.0.2:8000', tidegate: '127.81.0.3:8000' };
const FEW = 2000;
/** Connections being opened at a time. */
const WIDTH = 100;
/** By then the garbage of the opening is collected, and the kernel's figures are up to date. */
const SETTLE_MS = 3000;

const REQUESTS = {
  tunnel: 'GET /tunnel HTTP/1.1\r\nHost: memory\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
  response: 'GET /response HTTP/1.1\r\nHost: memory\r\n\r\n',
  short: 'GET /short HTTP/1.1\r\nHost: memory\r\nConnection: close\r\n\r\n',
};
const ANSWERS = {
  '/tunnel': 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
  '/response': 'HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nthe first of many bytes',
};
const SHORT = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const configuration = (listen) => `
  proxy_read_timeout 1h; proxy_buffering off;
  server {
    listen ${listen};
    location / {
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $http_connection;
      proxy_pass http://${ORIGIN};
    }
  }`;

const { values } = parseArgs({
  options: {
    held: { type: 'string', default: '8000' },
    churn: { type: 'string', default: '0.25' },
    json: { type: 'boolean', default: false },
    record: { type: 'string', default: RECORD },
    date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
  },
});

demand('nginx');
const boxes = new Boxes();
const origin = await startOrigin();
try {
  const results = {};
  for (const name of Object.keys(LISTENS)) results[name] = await measure(name);
  report(results);
} finally {
  await boxes.close();
  origin.close();
}

async function measure(name) {
  const listen = LISTENS[name];
  const pid = await boxes[name](name, configuration(listen), listen);
  await churn(listen, 3000);
  return {
    tunnelBytes: await costOf('tunnel', listen, pid),
    responseBytes: await costOf('response', listen, pid),
    churn: await growth(listen, pid),
  };
}

/** Bytes of the worker's for one held connection. */
async function costOf(kind, listen, pid) {
  const many = Number(values.held);
  const held = await hold(kind, listen, FEW);
  await sleep(SETTLE_MS);
  const before = residentBytes(pid);
  held.push(...(await hold(kind, listen, many - FEW)));
  await sleep(SETTLE_MS);
  const after = residentBytes(pid);
  for (const socket of held) socket.resetAndDestroy();
  await sleep(SETTLE_MS);
  return Math.round((after - before) / (many - FEW));
}

async function hold(kind, listen, count) {
  const held = [];
  while (held.length < count) {
    const opening = Math.min(WIDTH, count - held.length);
    held.push(...(await Promise.all(Array.from({ length: opening }, () => open(kind, listen)))));
  }
  return held;
}

/** Resolves when the first bytes of the answer have arrived. */
async function open(kind, listen) {
  const [host, port] = listen.split(':');
  const socket = connect({ host, port: Number(port) });
  socket.on('error', () => undefined);
  socket.write(REQUESTS[kind]);
  await once(socket, 'data');
  return socket;
}

async function growth(listen, pid) {
  const end = Date.now() + Number(values.churn) * 60_000;
  await churn(listen, 3000);
  const startBytes = residentBytes(pid);
  let connections = 0;
  while (Date.now() < end) connections += await churn(listen, 1000);
  return { minutes: Number(values.churn), connections, startBytes, endBytes: residentBytes(pid) };
}

async function churn(listen, count) {
  for (let done = 0; done < count; done += WIDTH) {
    const sockets = await hold('short', listen, WIDTH);
    for (const socket of sockets) socket.destroy();
  }
  return count;
}

async function startOrigin() {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const path = bytes.toString('latin1').split(' ')[1];
      socket.write(ANSWERS[path] ?? SHORT);
    });
  });
  const [host, port] = ORIGIN.split(':');
  server.listen({ host, port: Number(port), backlog: 4096 });
  await once(server, 'listening');
  return server;
}

function report(results) {
  const { date, held } = values;
  const record = { schema: 'tidegate.proxy-memory/1', date, machine: machine(), few: FEW };
  const text = JSON.stringify({ ...record, held: Number(held), results }, null, 2);
  writeFileSync(values.record, `${text}\n`);
  if (values.json) {
    process.stdout.write(`${JSON.stringify(results)}\n`);
    return;
  }
  for (const [name, { tunnelBytes, responseBytes, churn: grown }] of Object.entries(results)) {
    const { minutes, connections, startBytes, endBytes } = grown;
    const mb = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
    process.stdout.write(
      `${name}: ${tunnelBytes} bytes a held tunnel, ${responseBytes} a held response; ` +
        `${mb(startBytes)}, after ${minutes} minutes and ${connections} connections ${mb(endBytes)}\n`,
    );
  }
}
