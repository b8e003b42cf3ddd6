import { setTimeout as delay } from 'node:timers/promises';
import { probe } from '../../load/probe.js';
import type { HealthProbe } from '../../model/ledger.js';
import type { Loop } from '../../net/loop.js';
import { beginning, judgeHealth, type MaintenanceMark } from '../maintenance/health-answer.js';
import { maintenanceOf } from '../maintenance/in-hand.js';
import type { DeployedBackend } from '../maintenance/maintenance.js';
import type { Play } from '../play.js';
import type { Recorder } from '../recorder.js';
import type { RunningWatch } from './watch.js';

const DRAINED_EVERY_MS = 50;
const OTHERS_EVERY_MS = 250;
const PROBE_TIMEOUT_MS = 2000;

interface Probing {
  readonly loop: Loop;
  readonly mark: MaintenanceMark;
  readonly recorder: Recorder;
}

/**
 * Asks every backend's health URI again and again, directly and not through the frontend. The state
 * changes of the drained backend are timed; the others are only recorded.
 */
export function watchHealth(run: Play): RunningWatch {
  const { backends, drained, page, pageTold } = maintenanceOf(run).maintenance.ground;
  const { loop, recorder } = run;
  const probing = { loop, recorder, mark: { text: page, told: pageTold } };
  let running = true;
  const goRound = async (backend: DeployedBackend): Promise<void> => {
    const everyMs = backend === drained ? DRAINED_EVERY_MS : OTHERS_EVERY_MS;
    while (running) {
      recorder.probes.push(await look(probing, backend));
      await delay(everyMs);
    }
  };
  const rounds = Promise.all(backends.map(goRound));
  return {
    stop: async () => {
      running = false;
      await rounds;
    },
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
