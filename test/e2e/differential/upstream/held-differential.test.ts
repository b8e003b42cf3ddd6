import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bothProxies } from '../../../proxy/support/both-proxies.js';
import {
  HALF,
  type HalfOrigin,
  halfOrigin,
  WHOLE,
} from '../../../proxy/support/origins/half-origin.js';
import { nginxIsHere } from '../../../proxy/support/program.js';
import { RawClient } from '../../../support/http/raw-client.js';
import { loopback } from '../../../support/loopback.js';

/**
 * Which servers requests go to while responses are under way, in the real nginx and in the bundled
 * proxy.
 */
const here = nginxIsHere();
const front = { address: loopback(1), port: 8000 };
const [s1, s2, s3] = [2, 3, 4].map((host) => `${loopback(host)}:8080`);

const UPSTREAMS = {
  full: `server ${s1} max_conns=2; server ${s2} max_conns=1;`,
  zoned: `zone zoned 64k; server ${s1} max_conns=2; server ${s2} max_conns=1;`,
  pooled: `server ${s1} max_conns=2; server ${s2} max_conns=1; keepalive 8;`,
  'with-backup': `server ${s1} max_conns=1; server ${s2} max_conns=1; server ${s3} backup;`,
  'backup-full': `server ${s1} max_conns=1; server ${s2} max_conns=1 backup;`,
  ring: `hash $arg_k consistent; server ${s1} max_conns=2; server ${s2} max_conns=2; server ${s3};`,
  hash: `hash $arg_k; server ${s1} max_conns=2; server ${s2} max_conns=2; server ${s3};`,
  'ip-hash': `ip_hash; server ${s1} max_conns=2; server ${s2} max_conns=2; server ${s3} max_conns=2;`,
  leastconn: `least_conn; server ${s1} weight=3; server ${s2}; server ${s3} weight=2;`,
  'leastconn-full': `least_conn; server ${s1} weight=3 max_conns=1; server ${s2}; server ${s3};`,
} as const;
type Name = keyof typeof UPSTREAMS;

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;
  ${Object.entries(UPSTREAMS)
    .map(([name, body]) => `upstream ${name} { ${body} }`)
    .join('\n  ')}
  server { listen ${front.address}:${front.port}; add_header X-To $upstream_addr always;
    ${Object.keys(UPSTREAMS)
      .map((name) => `location /${name}/ { proxy_pass http://${name}; }`)
      .join('\n    ')}
  }
}`;

describe.skipIf(!here)('where requests go while responses stay under way', () => {
  let origins: HalfOrigin[] = [];
  let seen: Record<'nginx' | 'tidegate', ReadonlyMap<string, readonly string[]>>;

  beforeAll(async () => {
    origins = await Promise.all([2, 3, 4].map((host) => halfOrigin(loopback(host), 8080)));
    seen = await bothProxies({ config: CONFIG, front }, async () => {
      const rows = new Map<string, readonly string[]>();
      for (const name of Object.keys(UPSTREAMS)) rows.set(name, await held(name as Name));
      return rows;
    });
  }, 60_000);

  afterAll(async () => {
    await Promise.all(origins.map((origin) => origin.close()));
  });

  /** Twelve requests held at once, and after those three more. */
  async function held(name: Name): Promise<string[]> {
    const went: string[] = [];
    for (const count of [12, 3]) {
      const clients: RawClient[] = [];
      for (let at = 0; at < count; at++) {
        const client = await RawClient.open(front.address, front.port);
        client.write(`GET /${name}/?k=${at} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
        const text = await client.until((sofar) => / 502 |\r\n\r\nhalf$/.test(sofar));
        clients.push(client);
        went.push(
          `${/X-To: (.*)\r\n/.exec(text)?.[1]} ${text.endsWith(HALF) ? 'held' : 'refused'}`,
        );
      }
      for (const origin of origins) origin.finish();
      const texts = await Promise.all(clients.map(async (client) => (await client.ended()).bytes));
      went.push(`${texts.filter((text) => text.toString('latin1').endsWith(WHOLE)).length} whole`);
    }
    return went;
  }

  test.each(Object.keys(UPSTREAMS))('%s', (name) => {
    expect(seen.nginx.get(name)?.join()).toContain('held');
    expect(seen.tidegate.get(name)).toEqual(seen.nginx.get(name));
  });
});
