import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readOriginUrl } from '../../src/lib/address/origin-url.js';
import type { Origin } from '../../src/model/origin.js';
import { resolveOrigin } from '../../src/net/resolve-origin.js';

const resolve = (url: string): Promise<Origin> => resolveOrigin(readOriginUrl('--url', url), null);

describe('where an origin is', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  it.each([
    ['http://127.0.0.1:9/', '127.0.0.1', '127.0.0.1:9'],
    ['http://[::1]:9/', '::1', '[::1]:9'],
  ])('is the literal itself: %s', async (url, address, host) => {
    const plain = { scheme: 'http', port: 9, basePath: '', tls: null };
    expect(await resolve(url)).toEqual({ ...plain, address, host });
  });

  it('is the address of a name that takes connections', async () => {
    server = createServer();
    await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const found = await resolve(`http://localhost:${port}/shop`);
    expect(found).toMatchObject({ address: '127.0.0.1', port, host: `localhost:${port}` });
    expect(found.basePath).toBe('/shop');
  });

  it('is nowhere for a name that nobody knows', async () => {
    await expect(resolve('http://nowhere.invalid/')).rejects.toMatchObject({
      code: 'HOST_NOT_FOUND',
      message: expect.stringMatching(/^--url: .*"nowhere.invalid"/),
    });
  });
});
