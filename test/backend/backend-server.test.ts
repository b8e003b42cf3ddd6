import { describe, expect, onTestFinished, test } from 'vitest';
import { BackendServer } from '../../src/backend/backend-server.js';
import type { Engine } from '../../src/model/engine.js';
import type { BackendFault } from '../../src/model/scenario.js';
import { createLoop } from '../../src/net/create-loop.js';
import { engines } from '../net/support/engines.js';
import { RawClient } from '../support/http/raw-client.js';
import { parseResponses, type SeenResponse } from '../support/http/responses.js';
import { loopback } from '../support/loopback.js';

const address = loopback(60);
const pattern = (length: number, from = 0): Buffer =>
  Buffer.from(Array.from({ length }, (_, i) => (from + i) % 251));

interface Started {
  readonly backend: BackendServer;
  open(): Promise<RawClient>;
  get(target: string, ...fields: string[]): Promise<SeenResponse>;
}

async function start(engine: Engine, fault: BackendFault | null = null): Promise<Started> {
  const loop = await createLoop(engine);
  const listen = { address, port: 0 };
  const backend = new BackendServer({ name: 'a', listen, fault, engine });
  const listener = await loop.listen({
    on: listen,
    accept: (connection) => backend.accept(connection),
  });
  onTestFinished(() => {
    backend.close();
    loop.close();
  });
  const open = (): Promise<RawClient> => RawClient.open(address, listener.port);
  return {
    backend,
    open,
    get: async (target, ...fields) => {
      const client = await open();
      const lines = [`GET ${target} HTTP/1.1`, 'Host: x', ...fields, 'Connection: close', '', ''];
      client.write(lines.join('\r\n'));
      const { bytes } = await client.ended();
      const [response] = parseResponses(bytes, ['GET']);
      if (response === undefined) throw new Error('no response');
      return response;
    },
  };
}

describe.each(engines)('the backend server on the %s engine', (engine) => {
  test("says the 4-tuple in a line, its own name and the request's id", async () => {
    const { get } = await start(engine);
    const { headers, body } = await get('/', 'X-Tidegate-Id: r1');
    expect(body).toMatch(
      new RegExp(`^[\\d.]+:\\d+ -->> ${address.replaceAll('.', '\\.')}:\\d+\\r\\n$`),
    );
    expect(headers).toMatchObject({ 'x-tidegate-backend': 'a', 'x-tidegate-id': 'r1' });
  });

  test('is serving', async () => {
    expect((await (await start(engine)).get('/health_check/')).body).toBe('serving a\r\n');
  });

  test.each([0, 1, 300_000])('/respond gives %i bytes of the pattern', async (bytes) => {
    const { get } = await start(engine);
    const { headers, body, whole } = await get(`/respond?bytes=${bytes}&ms=60`);
    expect(headers['content-length']).toBe(String(bytes));
    expect(Buffer.from(body, 'latin1').equals(pattern(bytes))).toBe(true);
    expect(whole).toBe(true);
  });

  test('/stream gives chunks of the pattern, and the last chunk', async () => {
    const { get } = await start(engine);
    const { body, whole } = await get('/stream?ms=500&every=10&bytes=100');
    expect(body.length % 100).toBe(0);
    // However long the machine stalls in between, one chunk comes at the start and one after the
    // stall.
    expect(body.length).toBeGreaterThanOrEqual(200);
    expect(Buffer.from(body, 'latin1').equals(pattern(body.length))).toBe(true);
    expect(whole).toBe(true);
  });

  test.each([
    '/respond?bytes=-1&ms=0',
    '/respond?bytes=1',
    '/respond?bytes=1e3&ms=0',
    '/stream?ms=1&every=0&bytes=1',
    '/stream?ms=1&every=1&bytes=99999999',
  ])('%s is refused', async (target) => {
    expect((await (await start(engine)).get(target)).status).toBe(400);
  });

  test.each([
    ['Content-Length: 1000', pattern(1000), 200, '1000'],
    ['Content-Length: 1000', pattern(1000, 1), 422, '1000'],
    [
      'Transfer-Encoding: chunked',
      Buffer.concat([
        Buffer.from('5\r\n'),
        pattern(5),
        Buffer.from('\r\n3\r\n'),
        pattern(3, 5),
        Buffer.from('\r\n0\r\n\r\n'),
      ]),
      200,
      '8',
    ],
  ] as const)('/upload checks a body with %s', async (field, body, status, received) => {
    const { open } = await start(engine);
    const client = await open();
    client.write(`POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${field}\r\n\r\n`);
    client.write(body);
    const [response] = parseResponses((await client.ended()).bytes, ['POST']);
    expect(response).toMatchObject({ status, headers: { 'x-tidegate-received': received } });
  });

  test('/tunnel echoes, early bytes too, and answers FIN with FIN', async () => {
    const { open, backend } = await start(engine);
    const client = await open();
    client.write(
      'GET /tunnel HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tidegate-echo\r\n\r\nearly',
    );
    await client.until((text) => text.endsWith('early'));
    client.socket.end('late');
    const { bytes, end } = await client.ended();
    expect(bytes.toString()).toMatch(/^HTTP\/1\.1 101 [\s\S]*earlylate$/);
    expect(end).toBe('fin');
    const ledger = backend.book.ledger();
    expect(ledger.requests.records()).toMatchObject([{ path: '/tunnel', outcome: 'complete' }]);
    expect(ledger.sockets.records()).toMatchObject([{ end: 'peer-fin' }]);
  });

  test('keeps a ledger of what was cut and who ended it', async () => {
    const { open, backend, get } = await start(engine);
    await get('/', 'X-Tidegate-Id: done');
    const client = await open();
    client.write(
      'GET /respond?bytes=1000&ms=60000 HTTP/1.1\r\nHost: x\r\nX-Tidegate-Id: cut\r\n\r\n',
    );
    await client.until((text) => text.includes('\r\n\r\n'));
    client.socket.resetAndDestroy();
    await client.ended();
    const ended = (): boolean => [...backend.book.connections].length === 0;
    while (!ended()) await new Promise((resolve) => setImmediate(resolve));
    const ledger = backend.book.ledger();
    expect(ledger.requests.records()).toMatchObject([
      { id: 'done', outcome: 'complete', socket: 0, health: false },
      { id: 'cut', outcome: 'cut', socket: 1, path: '/respond' },
    ]);
    expect(ledger.sockets.records()).toMatchObject([{ end: 'self-fin' }, { end: 'peer-rst' }]);
  });

  test('with its fault, resets everything when maintenance begins', async () => {
    const { open, backend } = await start(engine, 'reset-on-maintenance');
    const client = await open();
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.until((text) => text.includes('-->>'));
    backend.maintenance(false);
    backend.maintenance(true);
    expect((await client.ended()).end).toBe('rst');
    expect(backend.book.ledger().sockets.records()).toMatchObject([{ end: 'self-rst' }]);
  });
});
