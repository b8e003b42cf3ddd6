import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readNginxConfig } from '../../../../src/config/nginx/reading/read.js';
import { splitEvaluator } from '../../../../src/config/nginx/variables/evaluate-split.js';
import { murmurHash2 } from '../../../../src/config/nginx/variables/murmur-hash.js';
import { diskSource } from '../../../../src/host/files/config-source.js';
import { loopback } from '../../../support/loopback.js';
import { memorySource } from '../../../support/memory-source.js';

const PARTS = '0.5% a; 33.33% b; 33.33% c; 10% d; * e;';
const evaluatorOf = (parts: string) => {
  const text = `split_clients "$arg_k" $v { ${parts} }`;
  const split = readNginxConfig('f', memorySource({ f: text })).http?.splits[0];
  if (!split) throw new Error('no split');
  return splitEvaluator(split);
};

describe('the hash', () => {
  it.each([
    ['', 0],
    ['test', 403_862_830],
  ])('of "%s" is MurmurHash2 with seed 0', (text, hash) => {
    expect(murmurHash2(text)).toBe(hash);
  });

  it('falls into every part by its share', () => {
    const evaluate = evaluatorOf('25% a; 25% b; * c;');
    const counts = new Map<string, number>();
    for (let port = 1024; port < 65_536; port += 1) {
      const [part] = evaluate(`127.0.0.1${port}`);
      counts.set(String(part), (counts.get(String(part)) ?? 0) + 1);
    }
    const shares = ['a', 'b', 'c'].map((part) => (counts.get(part) ?? 0) / 64_512);
    expect(shares[0]).toBeCloseTo(0.25, 2);
    expect(shares[2]).toBeCloseTo(0.5, 2);
  });

  it('gives nothing where no part takes it', () => {
    expect(evaluatorOf('0.01% a;')('test')).toEqual([]);
  });
});

const installed = spawnSync('nginx', ['-v']).status === 0;
const directory = mkdtempSync(join(tmpdir(), 'tidegate-split-'));
const nginx: { stop: () => Promise<void> } = { stop: async () => undefined };
afterAll(async () => {
  await nginx.stop();
  rmSync(directory, { recursive: true, force: true });
});

it.runIf(installed || process.env.TIDEGATE_REQUIRE_REAL === '1')(
  "agrees with nginx's own split_clients on 200 keys",
  async () => {
    const address = loopback(1);
    const file = join(directory, 'nginx.conf');
    const text = `daemon off; master_process off; pid ${directory}/pid; events { }
      http { access_log off; split_clients "$arg_k" $v { ${PARTS} }
      server { listen ${address}:18790; keepalive_requests 1000; return 200 "<$v>"; } }`;
    writeFileSync(file, text);
    expect(readNginxConfig(file, diskSource).http?.splits).toHaveLength(1);
    const child = spawn('nginx', ['-p', directory, '-e', 'stderr', '-c', file]);
    nginx.stop = async () => {
      const gone = once(child, 'exit');
      if (child.kill('SIGTERM')) await gone;
    };
    const keys = Array.from({ length: 200 }, (_, i) => 'x'.repeat(i % 7) + i * 7919);
    const evaluate = evaluatorOf(PARTS);
    const body = await answers(address, keys);
    expect(body).toEqual(keys.map((key) => String(evaluate(key)[0])));
  },
);

/** Sends all requests on one connection, and retries until nginx listens. */
async function answers(address: string, keys: readonly string[]): Promise<string[]> {
  for (;;) {
    const socket = connect(18_790, address);
    try {
      await once(socket, 'connect');
    } catch {
      continue;
    }
    const last = keys.length - 1;
    socket.end(
      keys
        .map(
          (key, i) =>
            `GET /?k=${key} HTTP/1.1\r\nHost: a\r\n${i === last ? 'Connection: close\r\n' : ''}\r\n`,
        )
        .join(''),
    );
    let text = '';
    for await (const chunk of socket) text += chunk;
    return [...text.matchAll(/<(\w*)>/g)].map((match) => match[1] ?? '');
  }
}
