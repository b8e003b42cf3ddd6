import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  forNginx,
  nginxIsHere,
  type Program,
  startNginx,
  startTidegate,
} from '../proxy/support/program.js';
import { exchange } from '../proxy/support/raw-client.js';
import { loopback } from '../support/loopback.js';

/** Wildcards take a port on every address: these are this process's own. */
const base = 10_000 + (process.pid % 5_000) * 4;
const [named, wild, both, proxied] = [base, base + 1, base + 2, base + 3];
const [one, two, other] = [loopback(1), loopback(2), loopback(3)];
const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  upstream six { server [::1]:${named}; server ${one}:${named}; }
  server { listen [::1]:${named}; listen ${one}:${named} default_server backlog=64; listen localhost:${proxied};
    return 200 "$server_addr:$server_port $remote_addr $host"; }
  server { listen ${one}:${named}; server_name second; return 200 "second on $server_addr"; }
  server { listen *:${wild}; return 200 "wildcard $server_addr"; }
  server { listen ${two}:${wild}; return 200 "its own address $server_addr"; }
  server { listen [::]:${wild}; return 200 "ipv6 wildcard $server_addr $remote_addr"; }
  server { listen [::]:${both} ipv6only=off; return 200 "both $server_addr $remote_addr"; }
  server { listen ${two}:${proxied}; add_header X-Up $upstream_addr;
    location /six/ { proxy_pass http://six/; } location / { proxy_pass http://[::1]:${named}; } }
}`;

/** Address, port, path and host of each request. */
const ASKED: readonly (readonly [string, number, string, string])[] = [
  ['::1', named, '/', '[::1]'],
  [one, named, '/', 'x'],
  [one, named, '/', 'second'],
  ['127.0.0.1', proxied, '/', 'localhost'],
  [other, wild, '/', 'x'],
  [two, wild, '/', 'x'],
  ['::1', wild, '/', 'x'],
  ['::1', both, '/', 'x'],
  [other, both, '/', 'x'],
  [two, proxied, '/six/', 'x'],
  [two, proxied, '/six/', 'x'],
  [two, proxied, '/', 'x'],
];

describe.skipIf(!nginxIsHere() || !hasIpv6)('listen: addresses, names, wildcards, IPv6', () => {
  let directory = '';
  const answers = { nginx: [] as string[], tidegate: [] as string[] };

  async function collect(into: string[], starting: Promise<Program>): Promise<void> {
    const program = await starting;
    try {
      for (const asked of ASKED) into.push(await answerTo(asked));
    } finally {
      await program.stop();
    }
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'listens-'));
    const file = join(directory, 'nginx.conf');
    writeFileSync(file, forNginx(CONFIG, directory));
    await collect(answers.nginx, startNginx(file, directory, { address: two, port: proxied }));
    writeFileSync(file, CONFIG);
    await collect(answers.tidegate, startTidegate(file, directory));
  }, 60_000);

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test.each(ASKED.map(([address, port, path, host], at) => [address, port - base, path, host, at]))(
    '%s, port %d%s of %s',
    (_address, _port, _path, _host, at) => {
      const index = Number(at);
      expect(answers.nginx[index]).not.toBe('');
      expect(answers.tidegate[index]).toBe(answers.nginx[index]);
    },
  );
});

async function answerTo([address, port, path, host]: (typeof ASKED)[number]): Promise<string> {
  const wire = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  const { bytes } = await exchange(address, port, wire);
  const [head = '', body = ''] = bytes.toString('latin1').split('\r\n\r\n');
  return `${body} by ${/X-Up: (.*)/.exec(head)?.[1] ?? 'itself'}`;
}
