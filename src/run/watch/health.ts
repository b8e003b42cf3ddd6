import { setTimeout as delay } from 'node:timers/promises';
import { countEstablished } from '../../host/sockets.js';
import { probe } from '../../load/probe.js';
import type { HealthProbe } from '../../model/ledger.js';
import type { Endpoint } from '../../model/origin.js';
import type { Loop } from '../../net/loop.js';
import { beginning, judgeHealth, type MaintenanceMark } from '../maintenance/health-answer.js';
import type { Recorder } from '../recorder.js';
import type { DeployedBackend } from '../targets/target.js';

const DRAINED_EVERY_MS = 50;
const OTHERS_EVERY_MS = 250;
const PROBE_TIMEOUT_MS = 2000;

export interface Probing {
  readonly loop: Loop;
  readonly backends: readonly DeployedBackend[];
  /** The one whose changes are timed; the others are only looked after. */
  readonly drained: DeployedBackend;
  readonly mark: MaintenanceMark;
  readonly recorder: Recorder;
}

/**
 * Asks every backend's health URI over and over, past the frontend.
 * @returns stops it; resolves when no probe is under way
 */
export function startProber(probing: Probing): () => Promise<void> {
  let running = true;
  const goRound = async (backend: DeployedBackend): Promise<void> => {
    const everyMs = backend === probing.drained ? DRAINED_EVERY_MS : OTHERS_EVERY_MS;
    while (running) {
      probing.recorder.probes.push(await look(probing, backend));
      await delay(everyMs);
    }
  };
  const rounds = Promise.all(probing.backends.map(goRound));
  return async () => {
    running = false;
    await rounds;
  };
}

async function look(
  { loop, mark, recorder }: Probing,
  backend: DeployedBackend,
): Promise<HealthProbe> {
  const { origin: to, healthPath: path, healthFields: fields, name } = backend;
  try {
    const answer = await probe(loop, { to, path, fields, timeoutMs: PROBE_TIMEOUT_MS });
    const { status, body } = answer;
    const verdict = judgeHealth(answer, mark, backend.healthTalks);
    return { atMs: recorder.now(), backend: name, status, verdict, seen: beginning(body) };
  } catch {
    return { atMs: recorder.now(), backend: name, status: null, verdict: 'unreachable', seen: '' };
  }
}

/** The kernel's own count of established connections to an endpoint, as it is now. */
export async function countNow(to: string, endpoint: Endpoint, recorder: Recorder): Promise<void> {
  const established = await countEstablished(endpoint);
  if (established !== null) recorder.kernel.push({ atMs: recorder.now(), to, established });
}
