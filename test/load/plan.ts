import { plainOrigin } from '../../src/lib/address/origin.js';
import type { Endpoint } from '../../src/model/origin.js';
import type { SessionSpec } from '../../src/model/scenario.js';
import type { LoadPlan } from '../../src/plan/load-plan.js';

/** A plan of a few connections of one kind, all at once, with the fields that the test changes. */
export function planOf(
  session: SessionSpec,
  to: Endpoint,
  change: Partial<LoadPlan> & { readonly connections?: number },
): LoadPlan {
  const { connections = 1, ...plan } = change;
  return {
    origin: { ...plainOrigin(to), host: 'peer' },
    headerFields: '',
    backendHeader: 'x-tidegate-backend',
    load: {
      connections,
      rampMs: 0,
      sources: null,
      bind: 'late',
      mix: [{ share: 1, session }],
    },
    ports: { range: [32_768, 60_999], except: [] },
    seed: 1,
    engine: 'auto',
    originMs: 0,
    patienceMs: 10_000,
    watch: { visitsPerSecond: 0, racers: 0 },
    reconnect: false,
    ...plan,
  };
}
