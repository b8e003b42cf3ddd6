import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bothProxies } from '../../../proxy/support/both-proxies.js';
import { type Origin, startOrigin } from '../../../proxy/support/origins/echo-origin.js';
import { nginxIsHere } from '../../../proxy/support/program.js';
import { exchange } from '../../../support/http/raw-client.js';
import { loopback } from '../../../support/loopback.js';

/** Which server each of a series of requests reaches, in the real nginx and in the bundled proxy. */
const here = nginxIsHere();
const front = { address: loopback(1), port: 8000 };
const SERVERS = [2, 3, 4, 5].map((host) => `${loopback(host)}:8080`);
/** No server listens there. */
const DEAD = `${loopback(6)}:8080`;

const servers = (...options: readonly string[]): string =>
  SERVERS.map((server, at) => `server ${server} ${options[at] ?? ''};`).join(' ');

const UPSTREAMS: Readonly<Record<string, string>> = {
  weights: servers('weight=5', '', 'weight=2'),
  backups: servers('down', 'backup', 'backup', 'down'),
  leastconn: `least_conn; ${servers('weight=3', '', 'weight=2')}`,
  hash: `hash $arg_k; ${servers('', 'weight=3', 'down')}`,
  hashdead: `hash $arg_k; server ${DEAD} max_fails=0; ${servers()}`,
  ring: `hash $arg_k consistent; ${servers('', 'weight=3', 'down')}`,
  ringdead: `hash $arg_k consistent; server ${DEAD} max_fails=0; ${servers()}`,
  nokey: `hash $arg_none; ${servers('weight=2')}`,
  ...Object.fromEntries(
    Array.from({ length: 12 }, (_, n) => [
      `ip${n}`,
      `ip_hash; ${servers(`weight=${n + 1}`, n % 3 === 0 ? 'down' : '', `weight=${13 - n}`)}`,
    ]),
  ),
};

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  ${Object.entries(UPSTREAMS)
    .map(([name, body]) => `upstream ${name} { ${body} }`)
    .join('\n')}
  server { listen ${front.address}:${front.port};
    ${Object.keys(UPSTREAMS)
      .map(
        (name) =>
          `location /${name}/ { proxy_pass http://${name}; add_header X-To $upstream_addr always; }`,
      )
      .join('\n')}
  }
}`;

describe.skipIf(!here)('which server a request reaches', () => {
  let origins: Origin[] = [];
  let rows: Record<'nginx' | 'tidegate', ReadonlyMap<string, readonly string[]>>;

  beforeAll(async () => {
    origins = await Promise.all([2, 3, 4, 5].map((host) => startOrigin(loopback(host), 8080)));
    rows = await bothProxies({ config: CONFIG, front }, async () => {
      const seen = new Map<string, readonly string[]>();
      for (const name of Object.keys(UPSTREAMS)) seen.set(name, await row(name));
      return seen;
    });
  }, 60_000);

  afterAll(async () => {
    await Promise.all(origins.map((origin) => origin.close()));
  });

  test.each(Object.keys(UPSTREAMS))('%s', (name) => {
    const wanted = rows.nginx.get(name);
    expect(wanted?.every((to) => to !== '')).toBe(true);
    expect(rows.tidegate.get(name)).toEqual(wanted);
  });
});

async function row(name: string): Promise<string[]> {
  const to: string[] = [];
  for (let at = 0; at < (name.startsWith('ip') ? 2 : 30); at++) {
    const wire = `GET /${name}/?k=key-${at} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    const { bytes } = await exchange(front.address, front.port, wire);
    to.push(/X-To: (.*)\r\n/.exec(bytes.toString('latin1'))?.[1] ?? '');
  }
  return to;
}
