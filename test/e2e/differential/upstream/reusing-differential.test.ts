import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bothProxies, type Play } from '../../../proxy/support/both-proxies.js';
import { nginxIsHere, type Program } from '../../../proxy/support/program.js';
import { RawClient } from '../../../support/http/raw-client.js';
import { loopback } from '../../../support/loopback.js';

const front = { address: loopback(82), port: 8000 };
const back = loopback(83);
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

const config = (workers: number, connections: number, inner: string): string =>
  `worker_processes ${workers}; error_log e.log warn;
  events { worker_connections ${connections}; }
  http { server { listen ${front.address}:${front.port}; ${inner} } }`;

const open = (): Promise<RawClient> => RawClient.open(front.address, front.port);

async function ask(client: RawClient): Promise<string> {
  client.write(GET);
  const text = await client.until((so) => so.includes('\r\n\r\n'));
  return text.split('\r\n')[0] ?? '';
}

/** Statuses of five clients that connect after two hundred others. */
const behind =
  (other: () => Promise<RawClient>): Play<readonly string[]> =>
  async () => {
    const others: RawClient[] = [];
    for (let count = 0; count < 200; count++) others.push(await other());
    const statuses: string[] = [];
    for (let count = 0; count < 5; count++) statuses.push(await ask(await open()));
    for (const { socket } of others) socket.destroy();
    return statuses;
  };

const silent = open;
const kept = async (): Promise<RawClient> => {
  const client = await open();
  await ask(client);
  return client;
};

/** Each different message of the error log, once all are written. */
async function logged(program: Program, directory: string): Promise<readonly string[]> {
  await program.stop();
  const text = readFileSync(join(directory, 'e.log'), 'utf8');
  const lines = text.split('\n').filter((line) => line.includes('worker_connections'));
  return [...new Set(lines.map((line) => line.replace(/^.*(\[\w+\]) \S+ (\*\d+ )?/, '$1 ')))];
}

const OKS = Array.from({ length: 5 }, () => 'HTTP/1.1 200 OK');

describe.skipIf(!nginxIsHere())('slots that run out, in the bundled proxy and in nginx', () => {
  test.each([
    ['silent', 1, silent],
    ['kept after a response', 1, kept],
    ['silent, with two workers', 2, silent],
  ])('two hundred clients that are %s keep nobody out', async (_, workers, other) => {
    const given = { config: config(workers, 100, 'return 200 "said";'), front };
    const play: Play<object> = async (program, directory) => ({
      statuses: await behind(other)(program, directory),
      logged: await logged(program, directory),
    });
    const { nginx, tidegate } = await bothProxies(given, play);
    expect(tidegate).toEqual({
      statuses: OKS,
      logged: ['[warn] 100 worker_connections are not enough, reusing connections'],
    });
    expect(tidegate).toEqual(nginx);
  });

  test('a request that finds no slot for its server is a 500', async () => {
    const given = { config: config(1, 3, `location / { proxy_pass http://${back}:9000; }`), front };
    const { nginx, tidegate } = await bothProxies(given, async (program, directory) => {
      const status = await ask(await open());
      // A connection that only tested whether the proxy is up may have been closed for a client's.
      const lines = (await logged(program, directory)).filter((line) => !line.includes('reusing'));
      return { status, lines };
    });
    expect(tidegate).toEqual(nginx);
    expect(tidegate.status).toBe('HTTP/1.1 500 Internal Server Error');
  });
});
