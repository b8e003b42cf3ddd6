// What a request costs the bundled proxy's own code, without sockets: its clients and its upstream
// are objects that swallow what is written to them and answer at once. Microseconds of processor
// time a request, the least and the median of several processes, for less noise than over sockets.
// `npm run benchmark:requests -- [--rounds N] [--dist DIR]...`: several builds take turns.
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const CLIENTS = 64;
const WARM_UP = 200_000;
const REQUESTS = 400_000;

const REQUEST = Buffer.from('GET /PATH HTTP/1.1\r\nHost: 127.80.0.3:8000\r\n\r\n');
const RESPONSE = Buffer.from(
  'HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Tue, 24 Nov 2026 12:00:00 GMT\r\n' +
    'Content-Type: text/plain\r\nContent-Length: 42\r\nConnection: keep-alive\r\n\r\n' +
    'forty bytes, as an answer of an interface.',
);

/** What is asked for, by case. */
const PATHS = {
  return: 'return',
  'proxied, keepalive': 'kept/small',
  'proxied, a connection each': 'each/small',
};

const CONFIGURATION = `
  events {}
  http {
    keepalive_requests 100000000;
    upstream origin { server 127.0.0.2:80; keepalive ${CLIENTS}; keepalive_requests 100000000; }
    server {
      listen 127.0.0.1:80;
      location /return { return 200 "forty bytes, as an answer of an interface"; }
      location /kept/ {
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_pass http://origin/;
      }
      location /each/ { proxy_pass http://127.0.0.2:80/; }
    }
  }`;

/** Swallows what is written, and counts it. */
class Peer {
  state = 'open';
  ended = false;
  pendingBytes = 0;
  blocked = false;
  localAddress = '127.0.0.1';
  localPort = 80;
  remoteAddress = '127.0.0.1';
  remotePort = 50_000;
  handler;
  owner;
  written = 0;
  end() {}
  pause() {}
  resume() {}
  close() {
    this.state = 'closed';
    ending.push(this);
  }
  reset() {
    this.close();
  }
  write(bytes) {
    this.written += bytes.length;
    return true;
  }
  writeText(text) {
    this.written += text.length;
    return true;
  }
}

/** A connection that has a request, and answers it in its turn. */
class Upstream extends Peer {
  writeText(text) {
    asked.push(this);
    return super.writeText(text);
  }
}

const asked = [];
const opening = [];
const ending = [];

async function serve(dist, path) {
  const { readNginxConfig } = await import(join(dist, 'config/nginx/reading/read.js'));
  const { createProxy } = await import(join(dist, 'proxy/serving/proxy.js'));
  const source = { read: () => CONFIGURATION, list: () => [], glob: () => [] };
  const config = readNginxConfig('/nginx.conf', source);
  let accept;
  const loop = {
    engine: 'epoll',
    bindsLate: true,
    size: 0,
    async listen(options) {
      accept = options.accept;
      return { address: '127.0.0.1', port: 80, fd: -1, pause() {}, resume() {}, close() {} };
    },
    connect({ handler }) {
      const upstream = new Upstream();
      upstream.handler = handler;
      opening.push(upstream);
      return upstream;
    },
    settle() {},
    close() {},
  };
  const proxy = createProxy(config, loop, { prefix: '/nowhere' });
  await proxy.listen();
  const clients = Array.from({ length: CLIENTS }, () => {
    const client = new Peer();
    client.handler = accept(client);
    client.handler.onOpen(client);
    return client;
  });
  const request = Buffer.from(REQUEST.toString().replace('PATH', path));
  const read = Buffer.allocUnsafeSlow(65_536);
  const hear = (peer, bytes) => {
    bytes.copy(read);
    peer.handler.onData(peer, read, bytes.length);
  };
  const drain = (queue, act) => {
    for (const peer of queue.splice(0)) act(peer);
  };
  const turn = () => {
    for (const client of clients) hear(client, request);
    while (opening.length + asked.length + ending.length > 0) {
      drain(opening, (peer) => peer.handler.onOpen(peer));
      drain(asked, (peer) => hear(peer, RESPONSE));
      drain(ending, (peer) => peer.handler.onClose(peer, 'local'));
    }
  };
  for (let at = 0; at < WARM_UP; at += CLIENTS) turn();
  const before = process.cpuUsage();
  for (let at = 0; at < REQUESTS; at += CLIENTS) turn();
  const { user, system } = process.cpuUsage(before);
  const unanswered = clients.filter(({ written }) => written < REQUESTS);
  if (unanswered.length > 0) throw new Error(`${unanswered.length} clients were not answered`);
  process.stdout.write(String((user + system) / REQUESTS));
  process.exit();
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    dist: { type: 'string', multiple: true },
    serve: { type: 'string' },
  },
});
const HERE = fileURLToPath(new URL('../../dist', import.meta.url));
const dists = (values.dist ?? [HERE]).map((dist) => resolve(dist));

if (values.serve !== undefined) await serve(dists[0], values.serve);
else {
  const file = fileURLToPath(import.meta.url);
  for (const [name, path] of Object.entries(PATHS)) {
    const rounds = new Map(dists.map((dist) => [dist, []]));
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const dist of dists) {
        const args = [file, '--serve', path, '--dist', dist];
        rounds.get(dist).push(Number(execFileSync(process.execPath, args, { encoding: 'utf8' })));
      }
    }
    for (const [dist, all] of rounds) {
      all.sort((a, b) => a - b);
      const [least, median] = [all[0], all[Math.floor(all.length / 2)]].map((us) => us.toFixed(2));
      const of = dists.length > 1 ? `  ${dist}` : '';
      process.stdout.write(`${name.padEnd(28)} ${least} us  median ${median} us${of}\n`);
    }
  }
}
