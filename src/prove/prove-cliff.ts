import type { ProveCase, ProveResult } from '../model/prove.js';
import type { Namespace } from './namespace.js';
import { predict } from './predict.js';
import { OWN_DESCRIPTORS } from './prove-case.js';

/** Connects to time before and after the cliff. */
const SAMPLES = 400;

/** One client, one server, the kernel's default range. */
const CASE: ProveCase = {
  name: 'soft cliff',
  portRange: [32_768, 60_999],
  sources: 1,
  destinations: 1,
  bind: 'late',
  reserved: '',
  listeners: [],
};

/**
 * Times connects on both sides of half of a 3-tuple's ports.
 * @param descriptors how many the process inside may hold; with too few it is skipped
 */
export async function proveCliff(
  namespace: Namespace,
  descriptors: number,
): Promise<NonNullable<ProveResult['softCliff']>> {
  const { portRange } = CASE;
  const predicted = predict(CASE).softCliff ?? 0;
  const connections = predicted + SAMPLES;
  const room = Math.min(descriptors - OWN_DESCRIPTORS, namespace.acceptQueue);
  if (connections > room) {
    return { skipped: `it takes ${connections} connections, descriptors and queue allow ${room}` };
  }
  const times = await namespace.ask('cliff', { portRange, at: predicted, samples: SAMPLES });
  // If the kernel never changed parity, all connects came before.
  const measured = times.at ?? predicted + SAMPLES;
  const { before, after } = times;
  const ratio = Math.round((10 * after.medianUs) / before.medianUs) / 10;
  return { portRange, predicted, measured, agrees: measured === predicted, before, after, ratio };
}
