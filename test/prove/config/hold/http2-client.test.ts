import { once } from 'node:events';
import { createServer } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { http2Refusal, http2Request } from '../../../../src/prove/config/hold/http2-client.js';

it('is understood by a server of HTTP/2, whose answer is told from its settings', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const told: (string | null)[] = [];
  socket.on('data', (bytes) => told.push(http2Refusal(bytes)));
  const path = `/${'long'.repeat(60)}`;
  socket.write(
    http2Request([
      [':method', 'GET'],
      [':scheme', 'http'],
      [':path', path],
      [':authority', 'www.example'],
    ]),
  );
  const [stream, headers] = await once(server, 'stream');
  expect(headers).toMatchObject({ ':path': path, ':authority': 'www.example' });
  expect(told.filter((one) => one !== null)).toEqual([]);
  stream.respond({ ':status': 502 }, { endStream: true });
  while (!told.includes('answered')) await once(socket, 'data');
  socket.destroy();
  server.close();
});
