import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { engines } from '../net/support/engines.js';
import { loopback } from '../support/loopback.js';
import { startProxy } from './support/running-proxy.js';

const front = loopback(75);
/** Bytes that differ by their position in the file; more than one read returns. */
const FILE = Buffer.alloc(300_000);
for (let at = 0; at < FILE.length; at += 4) FILE.writeUInt32LE(at, at);

describe.each(engines)('parts of a long file on the %s engine', (engine) => {
  /** Head and body of the answer to a client that reads slowly. */
  async function ask(range: string): Promise<{ head: string; body: Buffer }> {
    const directory = mkdtempSync(join(tmpdir(), 'tidegate-ranges-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    mkdirSync(join(directory, 'html'));
    writeFileSync(join(directory, 'html/file'), FILE);
    const site = `server { listen ${front}:8000; }`;
    const proxy = await startProxy(engine, site, { prefix: directory });
    const client = await proxy.open();
    client.socket.on('data', () => {
      client.socket.pause();
      setImmediate(() => client.socket.resume());
    });
    client.write(`GET /file HTTP/1.0\r\nRange: bytes=${range}\r\n\r\n`);
    const { bytes } = await client.ended();
    const end = bytes.indexOf('\r\n\r\n') + 4;
    return { head: bytes.toString('latin1', 0, end), body: bytes.subarray(end) };
  }

  test('one', async () => {
    const { head, body } = await ask('65530-200000');
    expect(head).toContain('Content-Range: bytes 65530-200000/300000\r\n');
    expect(body.equals(FILE.subarray(65_530, 200_001))).toBe(true);
  });

  test('several', async () => {
    const { head, body } = await ask('10-100000, 150000-290000, -7');
    const boundary = /multipart\/byteranges; boundary=(\d{20})\r\n/.exec(head)?.[1];
    const part = (range: string) =>
      `\r\n--${boundary}\r\nContent-Type: text/plain\r\nContent-Range: bytes ${range}/300000\r\n\r\n`;
    const expected = Buffer.concat([
      ...[Buffer.from(part('10-100000')), FILE.subarray(10, 100_001)],
      ...[Buffer.from(part('150000-290000')), FILE.subarray(150_000, 290_001)],
      ...[Buffer.from(part('299993-299999')), FILE.subarray(299_993)],
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    expect(head).toContain(`Content-Length: ${expected.length}\r\n`);
    expect(body.equals(expected)).toBe(true);
  });
});
