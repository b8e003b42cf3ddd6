import { beforeAll, describe, expect, test } from 'vitest';
import { bothProxies } from '../../proxy/support/both-proxies.js';
import { nginxIsHere } from '../../proxy/support/program.js';
import { exchange } from '../../support/http/raw-client.js';
import { hasIpv6 } from '../../support/ipv6.js';
import { loopback } from '../../support/loopback.js';

/** Wildcards take a port on every address, so each process uses its own ports. */
const base = 10_000 + (process.pid % 5_000) * 4;
const [named, wild, both, proxied] = [base, base + 1, base + 2, base + 3];
const [one, two, other] = [loopback(1), loopback(2), loopback(3)];

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
  let answers: { readonly nginx: readonly string[]; readonly tidegate: readonly string[] };

  beforeAll(async () => {
    const front = { address: two, port: proxied };
    answers = await bothProxies({ config: CONFIG, front }, async () => {
      const said: string[] = [];
      for (const asked of ASKED) said.push(await answerTo(asked));
      return said;
    });
  }, 60_000);

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
