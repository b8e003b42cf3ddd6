import { describe, expect, test } from 'vitest';
import { Probe } from '../../../src/proxy/health/probe.js';
import { engines, loopsFor } from '../../net/support/engines.js';
import { loopback } from '../../support/loopback.js';
import { type ScriptedOrigin, scriptedOrigin } from '../support/origins/scripted-origin.js';

const back = loopback(45);
const GOOD = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood';
const wholeHead = (text: string): boolean => text.includes('\r\n\r\n');

describe.each(engines)('a health check on the %s engine', (engine) => {
  const newLoop = loopsFor(engine);

  /** The verdict on a server that sends this, piece by piece, and then ends or stays. */
  async function verdict(
    say: (origin: ScriptedOrigin) => Promise<void>,
    timeoutMs = 300,
  ): Promise<{ healthy: boolean | null; body: string }> {
    const origin = await scriptedOrigin(back);
    const loop = await newLoop();
    let body = '';
    const result = new Promise<boolean | null>((resolve) => {
      new Probe({
        loop,
        to: { address: back, port: origin.port },
        uri: '/health_check/',
        host: 'u',
        timeoutMs,
        matches: (_, text) => {
          body = text;
          return text.startsWith('good');
        },
        onResult: resolve,
      });
    });
    await say(origin);
    const healthy = await result;
    // Nothing of it is left, neither socket nor timer.
    while (loop.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    return { healthy, body };
  }

  const saying =
    (text: string, end = false) =>
    async (origin: ScriptedOrigin) => {
      const connection = await origin.accepted(0);
      await connection.until(wholeHead);
      connection.write(text);
      if (end) connection.socket.end();
    };

  test.each([
    ['whole', GOOD, true],
    ['ended by the close', 'HTTP/1.1 200 OK\r\n\r\ngood', true],
    ['cut off inside its body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ngood', false],
    ['cut off inside its head', 'HTTP/1.1 200 OK\r\nContent-', false],
    ['no HTTP', 'good\r\n\r\n', false],
    ['with a head that is no end of', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`, false],
    ['in broken chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\ngood', false],
  ])('%s: takes the answer for what it is', async (_, text, healthy) => {
    expect((await verdict(saying(text, true), 5_000)).healthy).toBe(healthy);
  });

  test('a server that accepts and says nothing is unhealthy when the time is up', async () => {
    expect((await verdict(async (origin) => void (await origin.accepted(0)))).healthy).toBe(false);
  });

  test('a body that does not come to its end is unhealthy when the time is up', async () => {
    const slow = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\ngood';
    expect((await verdict(saying(slow))).healthy).toBe(false);
  });

  test('a huge body is judged by its first 256 kB, and no more of it is kept', async () => {
    const huge = `HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\ngood${'x'.repeat(999_996)}`;
    const { healthy, body } = await verdict(saying(huge), 5_000);
    expect(healthy).toBe(true);
    expect(body).toHaveLength(256 * 1024);
  });
});
