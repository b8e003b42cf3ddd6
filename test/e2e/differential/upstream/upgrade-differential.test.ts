import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bothProxies } from '../../../proxy/support/both-proxies.js';
import { nginxIsHere } from '../../../proxy/support/program.js';
import { RawClient } from '../../../support/http/raw-client.js';
import { loopback } from '../../../support/loopback.js';

/** The fate of upgraded connections, in the real nginx and in the bundled proxy. */
const front = { address: loopback(1), port: 8000 };
const origin = { address: loopback(2), port: 8080 };

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  server { listen ${front.address}:${front.port};
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection upgrade;
    location / { proxy_pass http://${origin.address}:${origin.port}; add_header X-Added always always; }
    location /idle { proxy_read_timeout 1s; proxy_pass http://${origin.address}:${origin.port}; }
  }
}`;

const SWITCHED = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\nConnection: Upgrade\r\n\r\n';

/** Answers an upgrade as the path says, then repeats every word, and ends on request. */
function serve(socket: Socket): void {
  let head = '';
  let open = false;
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    let words = data.toString('latin1');
    if (!open) {
      head += words;
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      open = true;
      words = head.slice(end + 4);
      if (head.startsWith('GET /refuse')) {
        socket.end('HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno');
        return;
      }
      socket.write(head.startsWith('GET /eager') ? `${SWITCHED}first words|` : SWITCHED);
    }
    if (words.includes('bye')) socket.end(`${words} and bye`);
    else if (words.includes('reset')) socket.resetAndDestroy();
    else if (words !== '') socket.write(`<${words}>`);
  });
}

type Act = (client: RawClient) => Promise<unknown> | undefined;
const say =
  (words: string): Act =>
  async (client) =>
    client.write(words);
const hear =
  (words: string): Act =>
  (client) =>
    client.until((text) => text.includes(words));
const end: Act = async (client) => void client.socket.end();
const upgrade = (path: string, after = ''): Act =>
  say(
    `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: chat\r\nConnection: Upgrade\r\nX-Own: 1\r\n\r\n${after}`,
  );

const CASES: Readonly<Record<string, readonly Act[]>> = {
  'words both ways, the server ends': [
    upgrade('/'),
    hear('\r\n\r\n'),
    say('one'),
    hear('<one>'),
    say('bye'),
    hear('and bye'),
  ],
  'words both ways, the client ends': [
    upgrade('/'),
    hear('\r\n\r\n'),
    say('one'),
    hear('<one>'),
    end,
  ],
  'words with the request': [upgrade('/', 'early'), hear('<early>'), end],
  'words with the answer': [upgrade('/eager'), hear('first words|'), end],
  'words with both': [upgrade('/eager', 'early'), hear('<early>'), say('bye'), hear('and bye')],
  'a reset of the server': [upgrade('/'), hear('\r\n\r\n'), say('reset')],
  'nobody says anything': [upgrade('/idle'), hear('\r\n\r\n')],
  'a refusal': [upgrade('/refuse'), hear('no'), end],
};

async function play(acts: readonly Act[]): Promise<unknown> {
  const client = await RawClient.open(front.address, front.port);
  for (const act of acts) await act(client);
  const seen = await client.ended();
  const said = seen.bytes.toString('latin1');
  return {
    said: said
      .replace(/^Date: .*\r\n/m, '')
      .replace(/(?:nginx|tidegate)\/[\d.]+/g, 'tidegate')
      .replace(/^Content-Length: 15\d\r\n/m, ''),
    end: seen.end,
  };
}

describe.skipIf(!nginxIsHere())('upgraded connections', () => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('end', () => socket.end());
    serve(socket);
  });
  let seen: Record<'nginx' | 'tidegate', ReadonlyMap<string, unknown>>;

  beforeAll(async () => {
    server.listen(origin.port, origin.address);
    await once(server, 'listening');
    seen = await bothProxies({ config: CONFIG, front }, async () => {
      const became = new Map<string, unknown>();
      for (const [name, acts] of Object.entries(CASES)) became.set(name, await play(acts));
      return became;
    });
  }, 60_000);

  afterAll(async () => {
    server.close();
    await once(server, 'close');
  });

  test.each(Object.keys(CASES))('%s', (name) => {
    expect(seen.tidegate.get(name)).toEqual(seen.nginx.get(name));
  });
});
