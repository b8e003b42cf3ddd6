import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plainOrigin } from '../../../src/lib/address/origin.js';
import type { Origin } from '../../../src/model/origin.js';
import { createLoop } from '../../../src/net/create-loop.js';
import type { Loop } from '../../../src/net/loop.js';
import { meetBackend, meetEntry, meetHealth, referenceOf } from '../../../src/run/targets/meet.js';
import { loopback } from '../../support/loopback.js';

let loop: Loop;
let server: Server;

beforeEach(async () => {
  loop = await createLoop();
});

afterEach(async () => {
  loop.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function serve(listener: RequestListener, basePath = ''): Promise<Origin> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, loopback(30), resolve));
  const { port } = server.address() as AddressInfo;
  return { ...plainOrigin({ address: loopback(30), port }), basePath };
}

const answering = (status: number, body: string): RequestListener => {
  return (_request, response) => response.writeHead(status).end(body);
};

describe('the entry', () => {
  test('is asked as the load will ask, and what it answers is known', async () => {
    const entry = await serve((request, response) => {
      response.setHeader('X-Backend', String(request.headers.authorization));
      response.end(`${request.url}`);
    }, '/shop');
    const answer = await meetEntry({ loop, entry, headerFields: 'Authorization: ebb\r\n' });
    expect(answer).toMatchObject({ status: 200, body: '/shop/', framing: 'length', bodyBytes: 6 });
    expect(answer.headers.get('x-backend')).toBe('ebb');
  });

  test.each([401, 404, 500, 503])(
    'that answers %i is refused: URL, status, first bytes',
    async (status) => {
      const entry = await serve(answering(status, 'no entry\u001b[2J\nfor you'));
      await expect(meetEntry({ loop, entry, headerFields: '' })).rejects.toMatchObject({
        code: 'ANSWER_UNEXPECTED',
        message: `--url: http://${entry.host}/ answers with status ${status}, beginning "no entry [2J for you"`,
        hint: expect.stringContaining('--header'),
      });
    },
  );

  test('that redirects is met as it is', async () => {
    const entry = await serve(answering(302, ''));
    expect((await meetEntry({ loop, entry, headerFields: '' })).status).toBe(302);
  });
});

describe('a backend’s health', () => {
  const ASKED = { path: '/health_check/', fields: '' };
  const health = async (status: number, body: string): Promise<boolean> =>
    meetHealth(loop, await serve(answering(status, body)), ASKED, 'maintaining\n');

  test('that serves is met, with a word or without', async () => {
    expect(await health(200, 'serving')).toBe(true);
  });

  test('without a body serves too', async () => {
    expect(await health(200, '')).toBe(false);
  });

  test.each([404, 401, 503])('of status %i is refused', async (status) => {
    await expect(health(status, 'nothing here')).rejects.toMatchObject({
      code: 'HEALTH_NOT_SERVING',
      message: expect.stringMatching(
        /\/health_check\/ answers with status \d+, beginning "nothing here"$/,
      ),
      hint: expect.stringContaining('--health-path'),
    });
  });

  test.each([200, 503])('that shows the page already, with %i, is refused', async (status) => {
    await expect(health(status, '<p>maintaining</p>')).rejects.toMatchObject({
      code: 'MAINTENANCE_ALREADY_ON',
      hint: expect.stringContaining('"maintaining"'),
    });
  });
});

test('whoever does not answer is named by URL', async () => {
  const entry = await serve((request) => request.socket.destroy());
  await expect(meetEntry({ loop, entry, headerFields: '' })).rejects.toMatchObject({
    code: 'URL_UNREACHABLE',
    message: expect.stringContaining(`--url: http://${entry.host}/ does not answer`),
  });
});

describe('what a backend answers by itself', () => {
  test('is a reference for the run, whoever’s host is asked for', async () => {
    const backend = await serve((request, response) => response.end(request.headers.host));
    const entry = { ...backend, host: 'shop.example' };
    const answer = await meetBackend({ loop, entry, headerFields: '' }, backend);
    expect(answer?.body).toBe('shop.example');
    expect(referenceOf('a', answer)).toMatchObject([{ backend: 'a', status: 200, bodyBytes: 12 }]);
  });

  test('is none where it answers with an error, or not at all', async () => {
    const backend = await serve((request, response) => {
      if (request.url === '/gone/') request.socket.destroy();
      else response.writeHead(404).end();
    });
    const meet = (basePath: string) =>
      meetBackend({ loop, entry: { ...backend, basePath }, headerFields: '' }, backend);
    expect(referenceOf('a', await meet(''))).toEqual([]);
    expect(referenceOf('a', await meet('/gone'))).toEqual([]);
  });
});
