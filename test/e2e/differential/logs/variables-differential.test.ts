import { beforeAll, describe, expect, test } from 'vitest';
import { bothProxies } from '../../../proxy/support/both-proxies.js';
import { nginxIsHere } from '../../../proxy/support/program.js';
import { exchange } from '../../../support/http/raw-client.js';
import { loopback } from '../../../support/loopback.js';

/** The values of maps and splits for many keys, in the real nginx and in the bundled proxy. */
const front = { address: loopback(1), port: 8000 };
const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  map $slice $named { a first; default "other $slice"; }
  split_clients "$http_key" $slice { 0.5% a; 33.33% b; 10% "c$arg_n"; }
  split_clients "x$http_key$arg_n" $rest { 50% $slice; * rest; }
  map $http_key $site {
    hostnames;
    default none;
    example.com exact;
    *.example.com "any of $site_of";
    *.deep.example.com deep;
    .both.org both;
    www.example.* somewhere;
    ~^re[0-9] regex;
    ~*UPPER upper;
    "~^(end\\.?)$" "end $1";
    ~^$ empty;
  }
  map $http_key $any { default none; "~^end.$" dotted; "~^(?P<caught>t?)" "any [$caught]"; }
  map x $site_of { default example; }
  server { listen ${front.address}:${front.port}; return 200 "[$slice][$named][$rest][$site][$any]"; }
  server { listen ${front.address}:8001; server_name named; return 200 named; }
  server { listen ${front.address}:8001; server_name ~.*; return 200 "pattern [$host]"; }
  server { listen ${front.address}:8002; server_name named; return 200 named; }
  server { listen ${front.address}:8002; server_name also; server_name ~^; return 200 also; }
  server { listen ${front.address}:8002; return 200 "of no name"; }
}`;

const KEYS = [
  '',
  'test',
  'caf\xe9',
  '\x80\xff',
  ...['example.com', 'EXAMPLE.com', 'a.example.com', 'a.b.example.com', 'x.deep.example.com'],
  ...['end', 'end.', '.', 'named', 'also'],
  ...['both.org', 'www.both.org', 'bothorg', 'www.example.net', 'www.example.', 'www.example'],
  ...['example.com.', 'a.example.com.', 're5', 'RE5', 'an upper', '.example.com', 'xexample.com'],
  ...Array.from({ length: 300 }, (_, at) => `127.0.0.1${32_768 + at * 97}`),
];

describe.skipIf(!nginxIsHere())('map and split_clients', () => {
  let answers: { readonly nginx: readonly string[]; readonly tidegate: readonly string[] };

  beforeAll(async () => {
    answers = await bothProxies({ config: CONFIG, front }, async () => {
      const said: string[] = [];
      for (const key of KEYS) said.push(await answerFor(key));
      for (const port of [8001, 8002]) {
        for (const host of ['', 'Host: named\r\n', 'Host: other\r\n']) {
          said.push(await serverFor(port, host));
        }
      }
      return said;
    });
  }, 60_000);

  test('make of each key what nginx makes of it', () => {
    expect(new Set(answers.nginx).size).toBeGreaterThan(4);
    expect(answers.tidegate).toEqual(answers.nginx);
  });
});

/** Which of the named servers on a port answers a request. */
async function serverFor(port: number, host: string): Promise<string> {
  const { bytes } = await exchange(front.address, port, `GET / HTTP/1.0\r\n${host}\r\n`);
  return bytes.toString('latin1').split('\r\n\r\n')[1] ?? '';
}

async function answerFor(key: string): Promise<string> {
  const wire = `GET /?n=7 HTTP/1.1\r\nHost: x\r\nKey: ${key}\r\nConnection: close\r\n\r\n`;
  const { bytes } = await exchange(front.address, front.port, wire);
  return bytes.toString('latin1').split('\r\n\r\n')[1] ?? '';
}
