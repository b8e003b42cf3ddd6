import * as v from 'valibot';
import { RUN_PARTS } from '../../lib/run-parts.js';
import type { HostFacts } from '../../model/facts.js';
import type { CheckId, Fate, RunResult } from '../../model/run-result.js';

const number = v.number();
const text = v.string();
const flag = v.boolean();
const maybe = v.nullable(number);
const texts = v.array(text);
const counts = v.record(text, number);

/** No report reads them, and a later Tidegate may know facts that this one does not. */
const facts = v.custom<HostFacts>(
  (value) => v.is(v.looseObject({ schema: v.literal('tidegate.facts/1') }), value),
  'are no facts of a host',
);

/** Any name, because a result outlives the checks of its time. */
const checkId = v.custom<CheckId>((value) => typeof value === 'string', 'is no name of a check');

const check = v.looseObject({
  id: checkId,
  status: v.picklist(['pass', 'fail', 'warn', 'skip']),
  expected: text,
  actual: text,
  blame: text,
  samples: texts,
});

const connections = v.looseObject({
  planned: number,
  established: number,
  peak: number,
  kernelPeak: maybe,
  failed: counts,
  reconnected: number,
});

/** A fate that was unknown when the result was stored counts 0. */
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
 * A result as a file contains it. Unknown fields are kept, because a later Tidegate may add some to
 * the same version. Fields that were added to this version have a value for results without them.
 * The order is that of the result, so that both are printed alike.
 */
export const runSchema = v.looseObject({
  schema: v.literal('tidegate.run/1'),
  scenario: text,
  verdict: v.picklist(['pass', 'fail', 'invalid']),
  why: text,
  interrupted: flag,
  trouble: v.optional(v.nullable(RUN_PARTS.trouble), null),
  commands: v.optional(v.array(RUN_PARTS.command), []),
  startedAt: text,
  tidegate: text,
  prediction: v.nullable(RUN_PARTS.prediction),
  facts,
  plan: RUN_PARTS.plan,
  score: v.exactOptional(texts),
  bounds: v.nullable(RUN_PARTS.bounds),
  flip: v.nullable(RUN_PARTS.flip),
  markedDownMs: maybe,
  connections,
  fates,
  fatesByKind: v.record(text, counts),
  checks: v.array(check),
  phases: v.array(RUN_PARTS.phase),
  timeline: RUN_PARTS.timeline,
  latency: v.nullable(RUN_PARTS.latency),
  latencyByPhase: v.optional(v.array(phaseLatency), []),
  closes: v.optional(closes, NO_CLOSES),
  untested: v.optional(text, ''),
  memory: RUN_PARTS.memory,
}) satisfies v.GenericSchema<unknown, RunResult>;
