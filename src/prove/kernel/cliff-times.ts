import type { Endpoint } from '../../model/origin.js';
import type { ConnectTimes } from '../../model/prove.js';
import { createLoop } from '../../net/create-loop.js';
import type { Loop } from '../../net/loop.js';
import type { CliffCase, CliffTimes } from '../messages.js';
import { type Attempt, listenUnattended, open } from './open-until-refused.js';
import { setPorts } from './sysctl.js';

const TO: Endpoint = { address: '127.128.0.1', port: 80 };
const ATTEMPT: Attempt = { bind: { mode: 'late', address: '127.0.0.1' }, to: TO };

/**
 * Times connects of one 3-tuple before and after the point where the kernel's search should become
 * slow.
 */
export async function cliffTimes({ portRange, at, samples }: CliffCase): Promise<CliffTimes> {
  setPorts(portRange, '');
  const loop = await createLoop('epoll');
  try {
    await listenUnattended(loop, TO);
    const { timesUs, turn } = await timeConnects(loop, at + samples);
    return {
      at: turn,
      before: summary(timesUs.slice(at - samples, at)),
      after: summary(timesUs.slice(at, at + samples)),
    };
  } finally {
    loop.close();
  }
}

/** Opens connections one by one; `turn` counts those before the first port of the other parity. */
async function timeConnects(
  loop: Loop,
  howMany: number,
): Promise<{ timesUs: number[]; turn: number | null }> {
  const timesUs: number[] = [];
  let parity: number | null = null;
  let turn: number | null = null;
  while (timesUs.length < howMany) {
    const startMs = performance.now();
    const opening = open(loop, ATTEMPT);
    // The call itself is the whole connect: over loopback connect() returns with the handshake
    // done.
    loop.settle();
    const endMs = performance.now();
    const connection = await opening;
    if (!connection) break;
    parity ??= connection.localPort % 2;
    if (connection.localPort % 2 !== parity) turn ??= timesUs.length;
    timesUs.push((endMs - startMs) * 1000);
  }
  return { timesUs, turn };
}

function summary(timesUs: readonly number[]): ConnectTimes {
  const sorted = timesUs.toSorted((a, b) => a - b);
  const quantile = (share: number): number =>
    Math.round(10 * (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN)) / 10;
  return { samples: sorted.length, medianUs: quantile(0.5), p99Us: quantile(0.99) };
}
