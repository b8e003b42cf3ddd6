import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readTarget, resolveTarget } from '../../src/bench/resolve-target.js';
import { refusalOf } from '../support/refusal.js';

describe('a URL that is loaded', () => {
  it.each([
    ['http://127.0.0.1', ['http', '127.0.0.1', 80, '127.0.0.1', '/']],
    ['https://tide.test/a?b=c#d', ['https', 'tide.test', 443, 'tide.test', '/a?b=c']],
    ['http://[::1]:8080/', ['http', '::1', 8080, '[::1]:8080', '/']],
    ['http://tide.test:80/', ['http', 'tide.test', 80, 'tide.test', '/']],
  ])('%s', (url, parts) => {
    const { scheme, hostname, port, host, path } = readTarget(url);
    expect([scheme, hostname, port, host, path]).toEqual(parts);
  });

  it.each(['', 'tide.test', 'ws://tide.test/'])('refuses "%s"', (url) => {
    expect(refusalOf(() => readTarget(url))).toContain('URL_BAD');
  });

  it.each([
    ['http://anna:geheim@tide.test/', 'anna:geheim'],
    ['http://an%20na:ge%2Fheim@tide.test/', 'an na:ge/heim'],
    ['http://anna@tide.test/', 'anna:'],
    ['http://100%25:%zz@tide.test/', '100%:%zz'],
  ])('may name a user, who asks, and is not shown: %s', (url, credentials) => {
    const target = readTarget(url);
    const encoded = Buffer.from(credentials).toString('base64');
    expect(target.authorization).toBe(`Basic ${encoded}`);
    expect(target.url).toBe('http://tide.test/');
  });
});

describe('where it is', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  it.each(['127.0.0.1', '::1'])('is the literal itself: %s', async (hostname) => {
    const url = hostname.includes(':') ? `http://[${hostname}]:9/` : `http://${hostname}:9/`;
    expect(await resolveTarget(readTarget(url))).toEqual({ address: hostname, port: 9 });
  });

  it('is the address of a name that takes connections', async () => {
    server = createServer();
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const found = await resolveTarget(readTarget(`http://localhost:${port}/`));
    expect(found).toEqual({ address: '127.0.0.1', port });
  });

  it('is nowhere for a name that nobody knows', async () => {
    await expect(resolveTarget(readTarget('http://nowhere.invalid/'))).rejects.toMatchObject({
      code: 'NAME_UNKNOWN',
      message: expect.stringContaining('nowhere.invalid'),
    });
  });
});
