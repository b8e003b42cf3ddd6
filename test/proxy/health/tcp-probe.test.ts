import { describe, expect, test } from 'vitest';
import type { StreamMatch } from '../../../src/model/nginx.js';
import { compileStreamMatch } from '../../../src/proxy/health/stream-match.js';
import { TcpProbe } from '../../../src/proxy/health/tcp-probe.js';
import { engines, loopsFor } from '../../net/support/engines.js';
import type { RawClient } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';
import { type ScriptedOrigin, scriptedOrigin } from '../support/origins/scripted-origin.js';

const back = loopback(46);
const place = { file: '', line: 0, column: 0 };
type Expect = StreamMatch['expect'];

const literal = (bytes: string): Expect => ({ kind: 'literal', bytes });
const regex = (pattern: string, ignoreCase = false): Expect => ({
  kind: 'regex',
  pattern,
  ignoreCase,
});

describe.each(engines)('a health check of a TCP server on the %s engine', (engine) => {
  const newLoop = loopsFor(engine);

  async function verdict(
    match: { readonly send?: string; readonly expect?: Expect } | null,
    act: (connection: RawClient) => Promise<void> | void,
    timeoutMs = 5_000,
  ): Promise<boolean | null> {
    const origin: ScriptedOrigin = await scriptedOrigin(back);
    const loop = await newLoop();
    const named =
      match === null
        ? null
        : { name: 'm', send: match.send ?? null, expect: match.expect ?? null, place };
    const result = new Promise<boolean | null>((onResult) => {
      const to = { address: back, port: origin.port };
      new TcpProbe({ loop, to, timeoutMs, dialogue: compileStreamMatch(named), onResult });
    });
    await act(await origin.accepted(0));
    const healthy = await result;
    // Nothing of it is left, neither socket nor timer.
    while (loop.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    return healthy;
  }

  test('is passed by taking the connection where nothing is expected', async () => {
    expect(await verdict(null, () => undefined)).toBe(true);
  });

  test('is passed by taking what is sent where nothing is expected', async () => {
    const sent = async (connection: RawClient) => {
      await connection.until((text) => text === 'PING\r\n');
    };
    expect(await verdict({ send: 'PING\r\n' }, sent)).toBe(true);
  });

  test.each([
    ['a literal that it begins with', literal('+PONG'), '+PONG\r\n', true],
    ['another literal', literal('+PONG'), '-ERR', false],
    ['a literal further on', literal('PONG'), '+PONG', false],
    ['bytes that are no text', literal('\x80\x01'), '\x80\x01\xff', true],
    ['a pattern', regex('200 OK'), 'HTTP/1.0 200 OK\r\n', true],
    ['a pattern in another case', regex('ok'), 'HTTP/1.0 200 OK\r\n', false],
    ['a pattern without regard to case', regex('ok', true), 'HTTP/1.0 200 OK\r\n', true],
  ])('expecting %s', async (_, wanted, said, healthy) => {
    const answer = async (connection: RawClient) => {
      await connection.until((text) => text === 'hi');
      connection.write(said);
      // The expected text may still arrive until the server ends.
      connection.socket.end();
    };
    expect(await verdict({ send: 'hi', expect: wanted }, answer)).toBe(healthy);
  });

  test('puts an answer together that comes in pieces', async () => {
    const inPieces = async (connection: RawClient) => {
      connection.socket.setNoDelay(true);
      for (const piece of ['+P', 'ON', 'G']) {
        connection.write(piece);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    expect(await verdict({ expect: literal('+PONG') }, inPieces)).toBe(true);
  });

  test('looks at the first 16 kB and no further', async () => {
    const much = (connection: RawClient) => connection.write(`${'x'.repeat(16 * 1024)}OK`);
    expect(await verdict({ expect: regex('OK') }, much)).toBe(false);
  });

  test('is failed by silence, when the time is up', async () => {
    expect(await verdict({ expect: literal('+PONG') }, () => undefined, 200)).toBe(false);
  });

  test('is failed by a server that is not there', async () => {
    const loop = await newLoop();
    const healthy = await new Promise<boolean | null>((onResult) => {
      const to = { address: back, port: 9 };
      const dialogue = compileStreamMatch(null);
      new TcpProbe({ loop, to, timeoutMs: 5_000, dialogue, onResult });
    });
    expect(healthy).toBe(false);
  });
});
