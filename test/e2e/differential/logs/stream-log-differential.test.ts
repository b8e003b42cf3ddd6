import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bothProxies } from '../../../proxy/support/both-proxies.js';
import { type Lines, linesOf } from '../../../proxy/support/logs.js';
import { type FullOrigin, fullOrigin } from '../../../proxy/support/origins/full-origin.js';
import { startTcpOrigin, type TcpOrigin } from '../../../proxy/support/origins/tcp-origin.js';
import { nginxIsHere } from '../../../proxy/support/program.js';
import { loopback } from '../../../support/loopback.js';

/** The log lines of TCP sessions, in the real nginx and in the bundled proxy. */
const front = loopback(1);
const [origin, nobody, full] = [loopback(2), loopback(3), loopback(4)];
/** Values of a variable that name no server. */
const TARGETS = ['', 'bare', 'name.example:80', `${nobody}:99999`] as const;

const CONFIG = `worker_processes 1; error_log main.log; events { worker_connections 200; } stream {
  log_format all '$remote_addr|$server_port|$protocol|$status|$bytes_sent|$bytes_received|'
    '$upstream_addr|$upstream_bytes_sent|$upstream_bytes_received|$said';
  log_format times "$session_time $upstream_connect_time $connection";
  log_format quoted escape=json '{"said":"$said"}';
  map $server_port $said { 8000 'a "b"'; default ""; }
  map $status $failed { ~^5 1; default 0; }
  map $server_port $target {
    ${TARGETS.map((target, at) => `${8010 + at} "${target}";`).join(' ')}
  }
  error_log stream.log info;
  access_log all.log all;
  access_log failed.log all if=$failed;
  proxy_timeout 400ms;
  upstream none { server ${nobody}:1 down; server ${nobody}:2 down; }
  upstream two { server ${nobody}:1; server ${nobody}:2; }
  upstream second { server ${nobody}:1; server ${origin}:7000; }
  server { listen ${front}:8000; proxy_pass ${origin}:7000; }
  server { listen ${front}:8001; proxy_pass ${nobody}:1; }
  server { listen ${front}:8002; proxy_pass none; error_log own.log; access_log own-access.log quoted; }
  server { listen ${front}:8003; proxy_pass two; }
  server { listen ${front}:8004; proxy_pass second; }
  server { listen ${front}:8005; return "hello"; access_log off; }
  server { listen ${front}:8009; return ""; access_log off; error_log probed.log info; }
  server { listen ${front}:8006; proxy_connect_timeout 300ms; proxy_pass ${full}:7001; }
  server { listen ${front}:8007; proxy_half_close on; proxy_pass ${origin}:7000; }
  server { listen ${front}:8008; proxy_pass ${origin}:7000; access_log times.log times; }
  ${TARGETS.map((_, at) => `server { listen ${front}:${8010 + at}; proxy_pass $target; }`).join('\n')}
}`;

const LOGS = ['stream.log', 'own.log', 'all.log', 'failed.log', 'own-access.log', 'times.log'];

/** Masks times, processes, connections and ports that the kernel has chosen. */
const mask = (line: string) =>
  line
    .replace(/^\d{4}(?:\/\d\d){2} \d\d(?::\d\d){2} /, 'TIME ')
    .replace(/\] (\d+)#\1: /, '] PID#TID: ')
    .replace(/ \*\d+ /, ' *N ')
    .replace(/^\d\.\d{3} \d\.\d{3} \d+$/, 'TIME TIME N')
    .replace(/(client|proxy) (\S+):\d+ connected/, '$1 $2:PORT connected');

/** One session: what the client does with it, until it is over. */
async function session(port: number, act: (socket: Socket) => void = () => undefined) {
  const socket = connect({ host: front, port, allowHalfOpen: false });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  socket.once('data', () => act(socket));
  socket.resume();
  await closed;
}

async function play(): Promise<void> {
  for (const word of ['fin', 'rst', 'big', 'silence']) {
    await session(8000, (socket) => void socket.write(word));
  }
  await session(8000, (socket) => socket.end());
  for (const port of [8001, 8002, 8003, 8003, 8004, 8005, 8006]) await session(port);
  await session(8007, (socket) => socket.end('fin'));
  await session(8008, (socket) => socket.end());
  for (const at of TARGETS.keys()) await session(8010 + at);
}

describe.skipIf(!nginxIsHere())('logs of stream', () => {
  let servers: readonly [TcpOrigin, FullOrigin];
  let logs: { readonly nginx: Lines; readonly tidegate: Lines };

  beforeAll(async () => {
    servers = [await startTcpOrigin(origin, 7000), await fullOrigin(full, 7001)];
    const given = { config: CONFIG, front: { address: front, port: 8009 } };
    logs = await bothProxies(given, async (program, directory) => {
      await play();
      await program.stop();
      return linesOf(directory, LOGS, mask);
    });
  }, 60_000);

  afterAll(async () => {
    for (const server of servers) await server.close();
  });

  test.each(LOGS)("%s has nginx's lines", (log) => {
    expect(logs.tidegate[log]).toEqual(logs.nginx[log]);
  });

  test('every session was logged', () => {
    expect(logs.nginx['all.log']).toHaveLength(1 + 5 + 5 + 1 + TARGETS.length);
  });
});
