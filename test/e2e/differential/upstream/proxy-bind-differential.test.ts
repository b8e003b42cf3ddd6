import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../../../net/support/engines.js';
import { bothProxies, type Play } from '../../../proxy/support/both-proxies.js';
import { type Listening, listening } from '../../../proxy/support/listening.js';
import { nginxIsHere, type Program } from '../../../proxy/support/program.js';
import { exchange, RawClient } from '../../../support/http/raw-client.js';
import { loopback } from '../../../support/loopback.js';

/** The source addresses of connections to servers, in the bundled proxy and in nginx. */
const here = nginxIsHere() && engines.includes('epoll');
const front = { address: loopback(1), port: 8000 };
const STREAM = 8001;
const back = loopback(2);
const source = loopback(3);
/** Another socket is bound to this port. */
const TAKEN = 12_300;

/** Values of `$arg_b` that are bound to: addresses of this host, and addresses of no host. */
const BOUND: readonly string[] = [
  source,
  `${source}:12301`,
  `${source}:0`,
  `${source}:65536`,
  `${source}:x`,
  `${source}:`,
  `${source}:${TAKEN}`,
  'nothing',
  '',
  '1.1',
  '203.0.113.9',
  '203.0.113.9:12302',
  '::1',
  '::1::2',
  '[::1]:12303',
  '[::1]',
  `[${source}]:12304`,
];

const origins: Listening[] = [];
const ends: { close(): void }[] = [];

beforeAll(async () => {
  for (let count = 0; count < 2; count++) {
    // The server closes first after its answer, so the port in TIME_WAIT is the server's.
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const port = socket.remotePort ?? 0;
      const from = `${socket.remoteAddress} ${port < 20_000 ? port : 'any'}`;
      socket.once('data', () => socket.end(`HTTP/1.0 200 OK\r\n\r\n${from}`));
    });
    origins.push(await listening(server, back));
  }
  const other = createServer().listen(TAKEN, source);
  await once(other, 'listening');
  ends.push(other);
});
afterAll(async () => {
  for (const end of ends) end.close();
  await Promise.all(origins.map((origin) => origin.close()));
});

const config = (): string => {
  const servers = origins.map(({ port }) => `server ${back}:${port};`).join(' ');
  const rows = BOUND.map(
    (bound, at) => `~^${loopback(100 + at).replaceAll('.', '\\.')}$ "${bound}";`,
  );
  return `worker_processes 1; error_log e.log; events { worker_connections 100; }
  http {
    upstream two { ${servers} }
    map $arg_b $bound { default $arg_b; }
    server {
      listen ${front.address}:${front.port};
      location /by { proxy_bind $bound; proxy_pass http://two; }
      location /written { proxy_bind ${source}:12305; proxy_pass http://two; }
      location /taken { proxy_bind ${source}:${TAKEN}; proxy_pass http://two; }
      location /far { proxy_bind 203.0.113.9; proxy_pass http://two; }
    }
  }
  stream {
    upstream two { ${servers} }
    map $remote_addr $bound { ${rows.join(' ')} }
    server { listen ${front.address}:${STREAM}; proxy_bind $bound; proxy_pass two; }
  }`;
};

const play: Play<unknown> = async (program, directory) => {
  const heard: string[] = [];
  const say = async (path: string): Promise<void> => {
    const head = `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    const { bytes } = await exchange(front.address, front.port, head);
    const text = bytes.toString('latin1');
    heard.push(`${path}: ${text.slice(9, 12)} ${/^127\..*$/m.exec(text)?.[0].trim() ?? ''}`);
  };
  for (const bound of BOUND) await say(`/by?b=${bound}`);
  for (const path of ['/written', '/taken', '/far', '/by?b=']) await say(path);
  for (const [at] of BOUND.entries()) {
    heard.push(`stream ${BOUND[at]}: ${await session(loopback(100 + at))}`);
  }
  return { heard, logged: await logged(program, directory) };
};

/** The last line that a client with this address receives. */
async function session(localAddress: string): Promise<string> {
  const socket = connect({ host: front.address, port: STREAM, localAddress, allowHalfOpen: true });
  const client = RawClient.of(socket);
  await once(socket, 'connect');
  client.write('x');
  return (await client.ended()).bytes.toString('latin1').split('\n').at(-1) ?? '';
}

/** The log lines about sources, without the parts that differ from run to run. */
async function logged(program: Program, directory: string): Promise<readonly string[]> {
  await program.stop();
  return readFileSync(join(directory, 'e.log'), 'utf8')
    .split('\n')
    .filter((line) => /bind\(|local address|live/.test(line))
    .map((line) => line.replace(/^.*(\[\w+\]) \S+ \*\d+ /, '$1 '));
}

describe.skipIf(!here)('proxy_bind, in the bundled proxy and in nginx', () => {
  test('binds, is refused and is logged the same', async () => {
    const { nginx, tidegate } = await bothProxies({ config: config(), front }, play);
    expect(tidegate).toEqual(nginx);
    expect(nginx).toMatchObject({
      heard: expect.arrayContaining([
        `/written: 200 ${source} 12305`,
        '/taken: 500 ',
        '/far: 500 ',
        `stream ${source}:12301: ${source} 12301`,
      ]),
    });
  });
});
