import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Endpoint, TlsSettings } from '../../../src/model/origin.js';
import type { Loop } from '../../../src/net/loop.js';
import { TlsLoop } from '../../../src/net/tls/tls-loop.js';
import { loopback } from '../../support/loopback.js';
import { dial, engines, loopsFor } from '../support/engines.js';
import { CERTIFICATE, NAME, type Serve, TlsServer } from '../support/tls-server.js';

const TRUSTED: TlsSettings = { ca: CERTIFICATE, insecure: false, serverName: NAME };
const MEGABYTE = 1 << 20;

describe.each(engines)('TLS over engine %s', (engine) => {
  const newLoop = loopsFor(engine);
  const servers: TlsServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  async function listen(serve: Serve): Promise<Endpoint> {
    const server = new TlsServer(serve);
    servers.push(server);
    return server.listen(loopback(50));
  }

  async function connect(serve: Serve, settings: TlsSettings = TRUSTED) {
    const loop = new TlsLoop(await newLoop(), settings);
    return { loop, ...dial(loop as Loop, await listen(serve)) };
  }

  it('is open when the certificate is found right, and says what was agreed on', async () => {
    const { loop, probe, connection } = await connect(() => undefined);
    expect(connection.state).toBe('connecting');
    await probe.saw('open');
    expect(connection.state).toBe('open');
    expect(loop.negotiated?.protocol).toMatch(/^TLSv1\.[23]$/);
    expect(connection.localPort).toBeGreaterThan(0);
  });

  it('carries bytes both ways, much of it too', async () => {
    const { probe, connection } = await connect((secure) => secure.pipe(secure));
    await probe.saw('open');
    const bytes = Buffer.alloc(2 * MEGABYTE, 'tide');
    connection.writeText('he', Buffer.from('ad '));
    if (!connection.write(bytes)) await probe.saw('drain');
    await probe.until(() => probe.receivedBytes === bytes.length + 5);
    expect(probe.received.subarray(0, 9).toString()).toBe('head tide');
    expect(connection.pendingBytes).toBe(0);
  });

  const refusals: [string, TlsSettings, RegExp][] = [
    ['a certificate that nobody trusted signed', { ...TRUSTED, ca: null }, /self[- ]signed/],
    ['a certificate for another name', { ...TRUSTED, serverName: 'other.test' }, /other\.test/],
    ['a certificate for another address', { ...TRUSTED, serverName: '127.0.0.9' }, /127\.0\.0\.9/],
  ];
  it.each(refusals)('does not open to %s', async (_name, settings, words) => {
    const { probe, connection } = await connect(() => undefined, settings);
    await probe.saw('close:tls');
    expect(connection.failure).toMatch(words);
    expect(probe.story).toEqual(['close:tls']);
  });

  it.each(refusals)('opens to %s where none is checked', async (_name, settings) => {
    const { probe } = await connect(() => undefined, { ...settings, insecure: true });
    await probe.saw('open');
  });

  it('does not open to a server without TLS', async () => {
    const server: Server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => server.listen(0, loopback(51), resolve));
    const { port } = server.address() as { port: number };
    const loop = new TlsLoop(await newLoop(), TRUSTED);
    const { probe, connection } = dial(loop, { address: loopback(51), port });
    await probe.saw('close:tls');
    expect(connection.failure).not.toBe(null);
    server.close();
  });

  it('does not wait for a handshake for ever', async () => {
    const server: Server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, loopback(52), resolve));
    const { port } = server.address() as { port: number };
    const loop = new TlsLoop(await newLoop(), TRUSTED);
    const { probe } = dial(loop, { address: loopback(52), port }, { timeoutMs: 30 });
    await probe.saw('close:timeout');
    server.close();
  });

  it('reports refusal as the loop below does', async () => {
    const loop = new TlsLoop(await newLoop(), TRUSTED);
    const { probe } = dial(loop, { address: loopback(53), port: 9 });
    await probe.saw('close:refused');
  });

  it('tells an end in order from one without a close_notify', async () => {
    const seen: (boolean | undefined)[] = [];
    const ends: Serve[] = [
      (secure) => secure.end('whole'),
      (secure, raw) => secure.write('whole', () => raw.end()),
    ];
    for (const end of ends) {
      const { probe, connection } = await connect((secure, raw) => {
        secure.once('data', () => end(secure, raw));
      });
      await probe.saw('open');
      connection.write(Buffer.from('?'));
      await probe.saw('end');
      expect(probe.received.toString()).toBe('whole');
      seen.push(connection.truncated);
    }
    expect(seen).toEqual([false, true]);
  });

  it('says goodbye when it closes: what it sent is seen to be whole', async () => {
    let ended: () => void = () => undefined;
    const peer = new Promise<void>((resolve) => {
      ended = resolve;
    });
    let text = '';
    const { probe, connection } = await connect((secure) => {
      secure.on('data', (bytes) => {
        text += bytes;
      });
      secure.on('end', ended);
    });
    await probe.saw('open');
    connection.write(Buffer.from('all of it'));
    connection.close();
    await peer;
    await probe.saw('close:local');
    expect(text).toBe('all of it');
  });

  it('reports a reset', async () => {
    const { probe, connection } = await connect((secure, raw) => {
      secure.once('data', () => raw.resetAndDestroy());
    });
    await probe.saw('open');
    connection.write(Buffer.from('?'));
    await probe.saw('close:rst');
  });

  it('resets', async () => {
    let failed: (error: Error) => void = () => undefined;
    const failure = new Promise<Error>((resolve) => {
      failed = resolve;
    });
    const { probe, connection } = await connect((secure) => {
      secure.on('error', failed).pipe(secure);
    });
    await probe.saw('open');
    connection.write(Buffer.from('?'));
    await probe.saw('data');
    connection.reset();
    expect((await failure).message).toMatch(/ECONNRESET/);
  });
});
