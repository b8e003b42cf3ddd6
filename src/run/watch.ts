import { setTimeout as delay } from 'node:timers/promises';
import { countEstablished } from '../host/sockets.js';
import { probe } from '../load/probe.js';
import type { HealthProbe } from '../model/ledger.js';
import type { Endpoint, Loop } from '../net/loop.js';
import type { DeployedBackend } from './deployment.js';
import type { Recorder } from './recorder.js';

const PROBE_EVERY_MS = 50;
const PROBE_TIMEOUT_MS = 2000;

/** Asks the drained backend's health URI over and over, past the frontend. */
export interface Prober {
  /** Resolves when no probe is under way. */
  pause(): Promise<void>;
  resume(): void;
}

/** @param page the maintenance page: an answer that holds it means maintenance. */
export function startProber(
  loop: Loop,
  backend: DeployedBackend,
  page: string,
  recorder: Recorder,
): Prober {
  let running = false;
  let rounds = Promise.resolve();
  const goRound = async (): Promise<void> => {
    while (running) {
      recorder.probes.push(await look(loop, backend, page, recorder));
      await delay(PROBE_EVERY_MS);
    }
  };
  const resume = (): void => {
    running = true;
    rounds = rounds.then(goRound);
  };
  resume();
  return {
    pause: () => {
      running = false;
      return rounds;
    },
    resume,
  };
}

async function look(
  loop: Loop,
  backend: DeployedBackend,
  page: string,
  recorder: Recorder,
): Promise<HealthProbe> {
  const { endpoint: to, host, healthPath: path, name } = backend;
  try {
    const { status, body } = await probe(loop, { to, host, path, timeoutMs: PROBE_TIMEOUT_MS });
    const maintenance = body.includes(page.trim());
    const verdict = maintenance ? 'maintenance' : status === 200 ? 'serving' : 'other';
    return { atMs: recorder.now(), backend: name, status, verdict };
  } catch {
    return { atMs: recorder.now(), backend: name, status: null, verdict: 'unreachable' };
  }
}

/** Looks that a socket count takes, so that a health check's own short connection is not counted. */
const COUNT_LOOKS = 5;
const COUNT_PAUSE_MS = 40;

/**
 * The kernel's own count of established connections to a backend, least of several looks,
 * recorded at the last of them; nothing where the kernel cannot be asked.
 */
export async function countRemaining(backend: DeployedBackend, recorder: Recorder): Promise<void> {
  let least: number | null = null;
  for (let look = 0; look < COUNT_LOOKS; look++) {
    const count = await countEstablished(backend.endpoint);
    if (count === null) return;
    least = Math.min(least ?? count, count);
    if (least === 0) break;
    await delay(COUNT_PAUSE_MS);
  }
  recorder.kernel.push({ atMs: recorder.now(), to: backend.name, established: least ?? 0 });
}

/** The kernel's own count of established connections to an endpoint, as it is now. */
export async function countNow(to: string, endpoint: Endpoint, recorder: Recorder): Promise<void> {
  const established = await countEstablished(endpoint);
  if (established !== null) recorder.kernel.push({ atMs: recorder.now(), to, established });
}
