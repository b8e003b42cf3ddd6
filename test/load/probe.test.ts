import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainOrigin } from '../../src/lib/address/origin.js';
import { probe } from '../../src/load/probe.js';
import { createLoop } from '../../src/net/create-loop.js';
import type { Loop } from '../../src/net/loop.js';
import { loopback } from '../support/loopback.js';

describe('probe', () => {
  let loop: Loop;
  let server: Server | undefined;

  beforeEach(async () => {
    loop = await createLoop();
  });

  afterEach(() => {
    loop.close();
    server?.close();
    server = undefined;
  });

  /** A server that answers every connection with this text, and then ends it unless `hang` is set. */
  async function answering(text: string, hang = false) {
    let asked = '';
    server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        asked += bytes.toString('latin1');
        if (hang) socket.write(text);
        else socket.end(text);
      });
    });
    await new Promise<void>((resolve) => server?.listen(0, loopback(30), resolve));
    const at = plainOrigin({
      address: loopback(30),
      port: (server.address() as AddressInfo).port,
    });
    const to = { ...at, host: 'name.test', basePath: '/base' };
    const options = { to, path: '/health_check/', timeoutMs: hang ? 50 : 5000 };
    return { options, asked: () => asked };
  }

  it('asks once and gives status, body and headers', async () => {
    const { options, asked } = await answering(
      'HTTP/1.1 503 Busy\r\nX-A: b\r\nContent-Length: 4\r\n\r\nbusy',
      false,
    );
    const answer = await probe(loop, options);
    expect(answer).toMatchObject({ status: 503, body: 'busy' });
    expect(answer.headers.get('x-a')).toBe('b');
    expect(asked()).toMatch(/^GET \/base\/health_check\/ HTTP\/1\.1\r\nHost: name\.test\r\n/);
  });

  it('takes FIN for the end of a body without a length', async () => {
    const { options } = await answering('HTTP/1.1 200 OK\r\n\r\nall of it');
    expect(await probe(loop, options)).toMatchObject({ status: 200, body: 'all of it' });
  });

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut', false, 'ended before the whole response'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut', true, 'no answer in time'],
    ['no http at all\r\n\r\n', false, 'not HTTP/1.1'],
  ])('fails on %j', async (text, hang, how) => {
    const { options } = await answering(text, hang);
    await expect(probe(loop, options)).rejects.toMatchObject({
      code: 'PROBE_FAILED',
      message: expect.stringContaining(how),
    });
  });

  it('fails where nobody listens', async () => {
    const to = plainOrigin({ address: loopback(31), port: 9 });
    await expect(probe(loop, { to, path: '/', timeoutMs: 5000 })).rejects.toMatchObject({
      message: expect.stringContaining('connection refused'),
    });
  });
});
