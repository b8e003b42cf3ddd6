import * as v from 'valibot';
import type { HostFacts } from '../../model/facts.js';
import type { CheckId, Fate, RunResult } from '../../model/run-result.js';

const number = v.number();
const text = v.string();
const flag = v.boolean();
const maybe = v.nullable(number);
const texts = v.array(text);
const numbers = v.array(number);
const counts = v.record(text, number);

/** No report reads them; a later Tidegate may know facts that this one does not. */
const facts = v.custom<HostFacts>(
  (value) => v.is(v.looseObject({ schema: v.literal('tidegate.facts/1') }), value),
  'are no facts of a host',
);

/** Any name: a result outlives the checks of its time. */
const checkId = v.custom<CheckId>((value) => typeof value === 'string', 'is no name of a check');

const check = v.looseObject({
  id: checkId,
  status: v.picklist(['pass', 'fail', 'warn', 'skip']),
  expected: text,
  actual: text,
  blame: text,
  samples: texts,
});

const trouble = v.looseObject({
  code: text,
  message: text,
  hint: v.exactOptional(text),
  said: texts,
});

const command = v.looseObject({
  option: text,
  fault: v.nullable(text),
  timedOut: flag,
  durationMs: number,
  said: texts,
});

const prediction = v.looseObject({
  max: maybe,
  binding: v.nullable(v.looseObject({ hop: v.nullable(text), limit: text })),
});

const plan = v.looseObject({
  connections: number,
  rampMs: number,
  workers: number,
  engine: text,
  bind: text,
  sources: texts,
  entry: text,
  boxes: v.record(text, text),
  mix: counts,
  notes: texts,
});

const bounds = v.looseObject({
  visibleMs: number,
  detectMs: number,
  waitMs: maybe,
  closeMs: number,
  returnMs: number,
  lagMs: number,
});

const flip = v.looseObject({
  backend: text,
  onMs: maybe,
  offMs: maybe,
  onBeganMs: v.exactOptional(number),
  offBeganMs: v.exactOptional(number),
});

const connections = v.looseObject({
  planned: number,
  established: number,
  peak: number,
  kernelPeak: maybe,
  failed: counts,
  reconnected: number,
});

/** Fates that were not told apart when the result was stored befell nobody. */
const none = v.optional(number, 0);
const fates = v.objectWithRest(
  {
    completed: none,
    'closed-idle': none,
    'closed-announced': none,
    drained: none,
    cut: none,
    reset: none,
    'timed-out': none,
    'never-opened': none,
  } satisfies Record<Fate, typeof none>,
  number,
);

const phase = v.looseObject({ name: text, startMs: number, endMs: number });

const timeline = v.looseObject({
  atMs: numbers,
  open: numbers,
  inFlight: numbers,
  requests: numbers,
  lagMs: numbers,
});

const latency = v.looseObject({
  count: number,
  p50: number,
  p90: number,
  p99: number,
  p999: number,
  max: number,
  histogram: text,
});

const phaseLatency = v.looseObject({
  phase: text,
  count: number,
  p50: number,
  p99: number,
  max: number,
});

const race = v.looseObject({ lost: number, widestLostMs: maybe, nearestAnsweredMs: maybe });
const closes = v.looseObject({
  established: number,
  closed: number,
  byRst: number,
  announced: number,
  firstMs: maybe,
  lastMs: maybe,
  worst100Ms: number,
  race: v.nullable(race),
});
const NO_CLOSES = {
  established: 0,
  closed: 0,
  byRst: 0,
  announced: 0,
  firstMs: null,
  lastMs: null,
  worst100Ms: 0,
  race: null,
};

/**
 * A result as a file holds it. Fields that it does not name are kept: a later Tidegate may add some
 * to the same version. Those that were added to this version have a value for results without them.
 * The order is that of the result, so that both are printed alike.
 */
export const runSchema = v.looseObject({
  schema: v.literal('tidegate.run/1'),
  scenario: text,
  verdict: v.picklist(['pass', 'fail', 'invalid']),
  why: text,
  interrupted: flag,
  trouble: v.optional(v.nullable(trouble), null),
  commands: v.optional(v.array(command), []),
  startedAt: text,
  tidegate: text,
  prediction: v.nullable(prediction),
  facts,
  plan,
  bounds,
  flip,
  markedDownMs: maybe,
  connections,
  fates,
  fatesByKind: v.record(text, counts),
  checks: v.array(check),
  phases: v.array(phase),
  timeline,
  latency: v.nullable(latency),
  latencyByPhase: v.optional(v.array(phaseLatency), []),
  closes: v.optional(closes, NO_CLOSES),
  untested: v.optional(text, ''),
  memory: v.looseObject({ perConnection: counts, kernelPerConnection: maybe }),
}) satisfies v.GenericSchema<unknown, RunResult>;
