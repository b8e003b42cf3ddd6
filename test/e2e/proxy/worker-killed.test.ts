import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { HALF, halfOrigin, WHOLE } from '../../proxy/support/origins/half-origin.js';
import {
  type ProxyProcess,
  startProxyProcess,
  workersOf,
} from '../../proxy/support/proxy-process.js';
import { exchange, RawClient } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';

const front = loopback(1);
const HELD = 'GET /held HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
const SHORT = 'GET /short HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

/** A response under way, of which half of the body has arrived, and the worker that sends it. */
interface Held {
  readonly client: RawClient;
  readonly worker: number;
}

test('kill -9 of a worker under load loses its connections and no other; a new one serves', async () => {
  const origin = await halfOrigin(loopback(2));
  onTestFinished(origin.close);
  const running = await startProxyProcess(configured(`http://${loopback(2)}:${origin.port}`));
  const [victim = 0, other = 0] = workersOf(running);
  const held = await holdOnEach([victim, other]);

  const load = underLoad();
  await load.answered(50);
  process.kill(victim, 'SIGKILL');
  await replaced(running, victim);
  await load.answered(50);
  const { lost } = await load.stop();
  // Each of the four clients has one request at a time.
  expect(lost).toBeLessThanOrEqual(4);

  origin.finish();
  const ends = await Promise.all(
    held.map(async ({ client, worker }) => [worker, await whole(client)]),
  );
  expect(ends.filter(([worker, isWhole]) => isWhole !== (worker === other))).toEqual([]);

  const [successor = 0] = workersOf(running).filter((worker) => worker !== other);
  const after = await holdOnEach([successor]);
  origin.finish();
  expect(await Promise.all(after.map(({ client }) => whole(client)))).not.toContain(false);
});

function configured(to: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-killed-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'nginx.conf');
  writeFileSync(
    file,
    `worker_processes 2; events { worker_connections 512; }
    http { server { listen ${front}:8000; add_header X-Pid $pid; location / { proxy_pass ${to}; } } }`,
  );
  return file;
}

/** Holds responses until every one of `workers` has a few; the kernel distributes connections. */
async function holdOnEach(workers: readonly number[]): Promise<Held[]> {
  const held: Held[] = [];
  const isFew = (worker: number) => held.filter((one) => one.worker === worker).length < 3;
  while (workers.some(isFew)) {
    expect(held.length, `connections, none of them at ${workers.filter(isFew)}`).toBeLessThan(400);
    held.push(...(await Promise.all(Array.from({ length: 20 }, hold))));
  }
  return held;
}

async function hold(): Promise<Held> {
  const client = await RawClient.open(front, 8000);
  client.write(HELD);
  const text = await client.until((sofar) => sofar.endsWith(`\r\n\r\n${HALF}`));
  return { client, worker: Number(/X-Pid: (\d+)/.exec(text)?.[1]) };
}

async function whole(client: RawClient): Promise<boolean> {
  return (await client.ended()).bytes.toString('latin1').endsWith(`\r\n\r\n${WHOLE}`);
}

/** Four clients, each with one connection, that send a request after each answer. */
function underLoad() {
  let stopping = false;
  const count = { answered: 0, lost: 0 };
  const clients = Array.from({ length: 4 }, async () => {
    while (!stopping) {
      const { bytes } = await exchange(front, 8000, SHORT);
      count[bytes.toString('latin1').endsWith(WHOLE) ? 'answered' : 'lost']++;
    }
  });
  return {
    /** Resolves when this many more requests have been answered. */
    async answered(more: number): Promise<void> {
      for (const enough = count.answered + more; count.answered < enough; ) await delay(5);
    },
    async stop(): Promise<typeof count> {
      stopping = true;
      await Promise.all(clients);
      return count;
    },
  };
}

async function replaced(running: ProxyProcess, victim: number): Promise<void> {
  for (;;) {
    const workers = workersOf(running);
    if (workers.length === 2 && !workers.includes(victim)) return;
    if (running.child.exitCode !== null) throw new Error('the master ended');
    await delay(20);
  }
}
