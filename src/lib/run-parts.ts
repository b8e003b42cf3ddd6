import * as v from 'valibot';
import type { Flip } from '../model/ledger.js';
import type {
  Bounds,
  CommandReport,
  Latency,
  MemoryUse,
  PhaseSpan,
  Prediction,
  RunPlan,
  Timeline,
  Trouble,
} from '../model/run-result.js';

const number = v.number();
const text = v.string();
const maybe = v.nullable(number);
const texts = v.array(text);
const numbers = v.array(number);

/**
 * Values by a name that a user chose, which may be any text: `v.record` drops names such as
 * `constructor` for fear of what a copy of the object would do. This makes no copy.
 */
export function byName<T>(value: v.GenericSchema<unknown, T>) {
  return v.custom<Readonly<Record<string, T>>>(
    (values) =>
      typeof values === 'object' &&
      values !== null &&
      !Array.isArray(values) &&
      Object.values(values).every((one) => v.is(value, one)),
    'its values are of another type',
  );
}

/**
 * What a stored result and a stored ledger both hold of a run. Fields that are not named are kept: a
 * later Tidegate may add some.
 */
export const RUN_PARTS = {
  trouble: v.looseObject({ code: text, message: text, hint: v.exactOptional(text), said: texts }),
  command: v.looseObject({
    option: text,
    fault: v.nullable(text),
    timedOut: v.boolean(),
    durationMs: number,
    said: texts,
  }),
  prediction: v.looseObject({
    max: maybe,
    binding: v.nullable(v.looseObject({ hop: v.nullable(text), limit: text })),
  }),
  plan: v.looseObject({
    connections: number,
    rampMs: number,
    workers: number,
    engine: text,
    bind: text,
    sources: texts,
    entry: text,
    boxes: byName(text),
    mix: byName(number),
    notes: texts,
  }),
  bounds: v.looseObject({
    visibleMs: number,
    detectMs: number,
    waitMs: maybe,
    closeMs: number,
    returnMs: number,
    lagMs: number,
  }),
  flip: v.looseObject({
    backend: text,
    onMs: maybe,
    offMs: maybe,
    onBeganMs: v.exactOptional(number),
    offBeganMs: v.exactOptional(number),
  }),
  phase: v.looseObject({ name: text, startMs: number, endMs: number }),
  timeline: v.looseObject({
    atMs: numbers,
    open: numbers,
    inFlight: numbers,
    requests: numbers,
    lagMs: numbers,
  }),
  latency: v.looseObject({
    count: number,
    p50: number,
    p90: number,
    p99: number,
    p999: number,
    max: number,
    histogram: text,
  }),
  memory: v.looseObject({ perConnection: byName(number), kernelPerConnection: maybe }),
} satisfies {
  readonly trouble: Schema<Trouble>;
  readonly command: Schema<CommandReport>;
  readonly prediction: Schema<Prediction>;
  readonly plan: Schema<RunPlan>;
  readonly bounds: Schema<Bounds>;
  readonly flip: Schema<Flip>;
  readonly phase: Schema<PhaseSpan>;
  readonly timeline: Schema<Timeline>;
  readonly latency: Schema<Latency>;
  readonly memory: Schema<MemoryUse>;
};

type Schema<T> = v.GenericSchema<unknown, T>;
