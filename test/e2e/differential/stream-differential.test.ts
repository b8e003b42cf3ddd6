import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../../net/support/engines.js';
import { bothProxies } from '../../proxy/support/both-proxies.js';
import { type FullOrigin, fullOrigin } from '../../proxy/support/origins/full-origin.js';
import {
  BIG_BYTES,
  startTcpOrigin,
  type TcpOrigin,
} from '../../proxy/support/origins/tcp-origin.js';
import { nginxIsHere } from '../../proxy/support/program.js';
import { RawClient } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';

/** The fate of TCP sessions, in the real nginx and in the bundled proxy. */
const here = nginxIsHere() && engines.includes('epoll');
const front = loopback(1);
const [s1, s2, s3, s4] = [2, 3, 4, 5].map((host) => `${loopback(host)}:8080`);
/** No server listens at the first; the second accepts no connection. */
const [DEAD, FULL] = [`${loopback(6)}:8080`, `${loopback(7)}:8080`];
const [SOURCE, OTHER_SOURCE] = [loopback(8), loopback(9)];
const clientAddress = (at: number): string => loopback(100 + at);

/** Each is a server with a port of its own. */
const SERVERS = {
  variables: `return "$remote_addr $server_addr:$server_port $protocol $status $bytes_sent
    $bytes_received [$upstream_addr$upstream_connect_time$upstream_bytes_sent] $session_time
    $hostname $binary_remote_addr $time_local $time_iso8601 $msec $connection $pid";`,
  set: 'set $a "<$remote_addr>"; set $a "$a$a"; set $sliced $a; return "$a $sliced $never";',
  empty: 'return "";',
  both: `proxy_pass ${s1}; return "the last one";`,
  split: 'return "$slice $named";',
  plain: `proxy_pass ${s1};`,
  weights: 'proxy_pass weights;',
  backups: 'proxy_pass backups;',
  leastconn: 'proxy_pass leastconn;',
  hash: 'proxy_pass hash;',
  hashdead: 'proxy_pass hashdead;',
  ring: 'proxy_pass ring;',
  ringdead: 'proxy_pass ringdead;',
  full: 'proxy_pass full;',
  failing: 'proxy_pass failing;',
  alldown: 'proxy_pass alldown;',
  retried: 'proxy_pass deadfirst;',
  unretried: 'proxy_pass deadfirst2; proxy_next_upstream off;',
  onetry: 'proxy_pass deadfirst3; proxy_next_upstream_tries 1;',
  slowconnect: 'proxy_pass slowconnect; proxy_connect_timeout 300ms;',
  nomoretime: `proxy_pass slowconnect2; proxy_connect_timeout 300ms;
    proxy_next_upstream_timeout 100ms;`,
  bound: `proxy_pass ${s1}; proxy_bind ${OTHER_SOURCE};`,
  boundby: `proxy_pass ${s1}; proxy_bind $source;`,
  unbound: `proxy_pass ${s1}; proxy_bind off;`,
  variable: 'proxy_pass $to;',
  halfclose: `proxy_pass ${s1}; proxy_half_close on;`,
  idle: `proxy_pass ${s1}; proxy_timeout 1s;`,
} as const;
type Name = keyof typeof SERVERS;
const port = (name: Name): number => 8001 + Object.keys(SERVERS).indexOf(name);

const CONFIG = `worker_processes 1; events { worker_connections 200; } stream {
  proxy_bind ${SOURCE};
  split_clients $remote_addr $slice { 30% a; 20.5% b; * c; }
  split_clients "$remote_addr!" $sliced { 50% x; * y; }
  map $slice$sliced $named { ax first; ~^b(.) "b then $1"; default "other $slice"; }
  map $remote_addr $source { ${clientAddress(0)} ${OTHER_SOURCE}; ${clientAddress(1)} ""; default no; }
  map $remote_addr $to { ${clientAddress(0)} weights; ${clientAddress(1)} ${s2};
    ${clientAddress(2)} ${loopback(3)}; ${clientAddress(3)} nobody:80; default ""; }
  map $remote_addr $never { volatile; }
  upstream weights { server ${s1} weight=5; server ${s2}; server ${s3} weight=2; }
  upstream backups { server ${s1} down; server ${s2} backup; server ${s3} backup; server ${s4} down; }
  upstream leastconn { least_conn; server ${s1} weight=3; server ${s2}; server ${s3} weight=2; }
  upstream hash { hash $remote_addr; server ${s1}; server ${s2} weight=3; server ${s3} down; server ${s4}; }
  upstream hashdead { hash $remote_addr; server ${DEAD} max_fails=0; server ${s1}; server ${s2}; }
  upstream ring { hash $remote_addr consistent; server ${s1}; server ${s2} weight=3; server ${s4}; }
  upstream ringdead { hash $remote_addr consistent; server ${DEAD} max_fails=0; server ${s1}; server ${s2}; }
  upstream full { zone full 64k; server ${s1} max_conns=2; server ${s2} max_conns=1; }
  upstream failing { server ${DEAD} max_fails=2; server ${s1}; server ${s2} weight=2; }
  upstream alldown { server ${s1} down; server ${s2} down; }
  upstream deadfirst { server ${DEAD}; server ${s1}; }
  upstream deadfirst2 { server ${DEAD}; server ${s1}; }
  upstream deadfirst3 { server ${DEAD}; server ${s1}; }
  upstream slowconnect { server ${FULL}; server ${s1}; }
  upstream slowconnect2 { server ${FULL}; server ${s1}; }
  ${Object.entries(SERVERS)
    .map(([name, body]) => `server { listen ${front}:${port(name as Name)}; ${body} }`)
    .join('\n  ')}
}`;

/** What one client does, and its outcome, which must be the same with both. */
interface Play {
  /** Connects from the `at`-th address of the clients. */
  open(name: Name, at?: number): Promise<RawClient>;
  readonly origins: readonly TcpOrigin[];
}

/** What each of `sessions` clients, one after the other, receives first. */
const row =
  (name: Name, sessions: number, held = false) =>
  async ({ open }: Play): Promise<string[]> => {
    const heard: string[] = [];
    const clients: RawClient[] = [];
    for (let at = 0; at < sessions; at++) {
      const client = await open(name, at);
      clients.push(client);
      heard.push(await firstLine(client));
      if (!held) await gone(client);
    }
    await Promise.all(clients.map(gone));
    return heard;
  };

const whole = (name: Name, at = 0) => {
  return async ({ open }: Play): Promise<object> => outcome(await open(name, at));
};

const said =
  (name: Name, word: string) =>
  async ({ open }: Play): Promise<object> => {
    const client = await open(name);
    await firstLine(client);
    client.write(word);
    return outcome(client);
  };

const CASES: Readonly<Record<string, (play: Play) => Promise<unknown>>> = {
  variables: async (play) => {
    const client = await play.open('variables', 3);
    const { bytes } = await client.ended();
    // Times and process numbers differ, but their format does not.
    const [address, ...rest] = `${bytes.toString('latin1')}`.split(/ +|\n/);
    return [address, ...rest.map((word, at) => (at < 7 ? word : word.replace(/\d+/g, '0')))];
  },
  'set, also of a variable that a split has': whole('set', 2),
  'an empty return': whole('empty'),
  'the last of proxy_pass and return': whole('both'),
  'maps and splits': row('split', 40),
  'round robin by weights': row('weights', 24),
  'backups and servers that are down': row('backups', 6),
  'least_conn under sessions that stay': row('leastconn', 12, true),
  'hash of a key': row('hash', 30),
  'hash of a key, a server not answering': row('hashdead', 20),
  'hash on a ring': row('ring', 30),
  'hash on a ring, a server not answering': row('ringdead', 20),
  'max_conns under sessions that stay': row('full', 5, true),
  'max_conns under sessions that go': row('full', 5),
  'a server that fails is left aside': row('failing', 12),
  'no server at all': whole('alldown'),
  'a dead server first': row('retried', 3),
  'a dead server first, proxy_next_upstream off': row('unretried', 3),
  'a dead server first, one try': row('onetry', 3),
  'a server that does not answer first': row('slowconnect', 1),
  'no time left for another server': row('nomoretime', 1),
  'proxy_bind of its own': row('bound', 1),
  'proxy_bind by a variable': row('boundby', 3),
  'proxy_bind off': row('unbound', 1),
  'proxy_bind of stream': row('plain', 1),
  'proxy_pass by a variable': row('variable', 5),
  'the server ends': said('plain', 'fin'),
  'the server ends, half-close': async ({ open }) => {
    const client = await open('halfclose');
    await firstLine(client);
    client.write('fin');
    await client.until((text) => text.endsWith('bye\n'));
    await once(client.socket, 'end');
    client.socket.write('still heard');
    return outcome(client);
  },
  'the server resets': said('plain', 'rst'),
  'the server resets, half-close': said('halfclose', 'rst'),
  'the server is silent for too long': said('idle', 'hello'),
  'the server says much and ends, to a slow reader': async ({ open }) => {
    const client = await open('plain');
    await firstLine(client);
    client.socket.on('data', () => {
      client.socket.pause();
      setImmediate(() => client.socket.resume());
    });
    client.write('big');
    return outcome(client);
  },
  'the client ends': async ({ open, origins }) => {
    const client = await open('plain');
    await firstLine(client);
    client.write('hello');
    await client.until((text) => text.endsWith('hello'));
    const seen = origins[0]?.nextEnd();
    client.socket.end();
    return [await outcome(client), await seen];
  },
  'the client ends, half-close': async ({ open, origins }) => {
    const client = await open('halfclose');
    await firstLine(client);
    const seen = origins[0]?.nextEnd();
    client.socket.end('question');
    return [await outcome(client), await seen];
  },
  'the client resets': async ({ open, origins }) => {
    const client = await open('plain');
    await firstLine(client);
    const seen = origins[0]?.nextEnd();
    client.socket.resetAndDestroy();
    return seen;
  },
  'the client says much and ends': async ({ open, origins }) => {
    const client = await open('plain');
    await firstLine(client);
    const seen = origins[0]?.nextEnd();
    client.socket.end(Buffer.alloc(BIG_BYTES, 'much'));
    return seen;
  },
  'the client says much and ends, half-close': async ({ open, origins }) => {
    const client = await open('halfclose');
    await firstLine(client);
    const seen = origins[0]?.nextEnd();
    client.socket.end(Buffer.alloc(BIG_BYTES, 'much'));
    return [await outcome(client), await seen];
  },
};

describe.skipIf(!here)('TCP sessions', () => {
  let results: Record<'nginx' | 'tidegate', ReadonlyMap<string, unknown>>;
  let origins: TcpOrigin[] = [];
  let full: FullOrigin | null = null;

  beforeAll(async () => {
    full = await fullOrigin(loopback(7), 8080);
    origins = await Promise.all([2, 3, 4, 5].map((host) => startTcpOrigin(loopback(host), 8080)));
    const probe = { address: front, port: port('empty') };
    results = await bothProxies({ config: CONFIG, front: probe }, async () => {
      const seen = new Map<string, unknown>();
      for (const [name, act] of Object.entries(CASES)) seen.set(name, await act({ open, origins }));
      return seen;
    });
  }, 120_000);

  afterAll(async () => {
    full?.close();
    await Promise.all(origins.map((origin) => origin.close()));
  });

  test.each(Object.keys(CASES))('%s', (name) => {
    expect(results.nginx.get(name)).toBeDefined();
    expect(results.tidegate.get(name)).toEqual(results.nginx.get(name));
  });
});

async function open(name: Name, at = 0): Promise<RawClient> {
  const socket = connect({
    host: front,
    port: port(name),
    localAddress: clientAddress(at),
    allowHalfOpen: true,
  });
  const client = RawClient.of(socket);
  await once(socket, 'connect');
  return client;
}

/** The first line; if no line comes, all that is received. */
async function firstLine(client: RawClient): Promise<string> {
  return client.until((text) => text.includes('\n')).catch(() => client.text);
}

async function outcome(client: RawClient): Promise<object> {
  const { bytes, end } = await client.ended();
  const hash = createHash('sha1').update(bytes).digest('hex');
  return bytes.length > 1000 ? { length: bytes.length, hash, end } : { text: `${bytes}`, end };
}

/** Ends the connection, and waits until the proxy has ended it too. */
async function gone(client: RawClient): Promise<void> {
  client.socket.end();
  await client.ended();
}
