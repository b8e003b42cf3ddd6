import * as v from 'valibot';
import { factsSchema } from '../../host/facts-file.js';
import {
  CONNECTION_ENDS,
  REQUEST_OUTCOMES,
  SESSION_KINDS,
} from '../../lib/columns/ledger-schemas.js';
import type { Ledger } from '../../model/ledger.js';
import type { RunAccount } from '../../model/run-account.js';
import type { CheckId } from '../../model/run-result.js';
import type { SessionSpec } from '../../model/scenario.js';
import { CHECKS } from '../../verify/checks/registry.js';

const number = v.number();
const text = v.string();
const flag = v.boolean();
const maybe = v.nullable(number);
const kind = v.picklist(SESSION_KINDS);
const check = v.picklist(Object.keys(CHECKS) as CheckId[]);

/** Which fields a session has beside its kind is known where it is run: no check needs to know all. */
const session = v.custom<SessionSpec>(
  (value) => v.is(v.looseObject({ kind }), value),
  'is no session',
);

const load = v.object({
  connections: number,
  rampMs: number,
  sources: v.nullable(text),
  bind: v.picklist(['late', 'early', 'explicit']),
  mix: v.array(v.object({ share: number, session })),
});

const trouble = v.object({
  code: text,
  message: text,
  hint: v.exactOptional(text),
  said: v.array(text),
});

const command = v.object({
  option: text,
  fault: v.nullable(text),
  timedOut: flag,
  durationMs: number,
  said: v.array(text),
});

const prediction = v.object({
  max: maybe,
  binding: v.nullable(v.object({ hop: v.nullable(text), limit: text })),
});

const plan = v.object({
  connections: number,
  rampMs: number,
  workers: number,
  engine: text,
  bind: text,
  sources: v.array(text),
  entry: text,
  boxes: v.record(text, text),
  mix: v.record(text, number),
  notes: v.array(text),
});

const series = v.array(number);
const timeline = v.object({
  atMs: series,
  open: series,
  inFlight: series,
  requests: series,
  lagMs: series,
});

const latency = v.object({
  count: number,
  p50: number,
  p90: number,
  p99: number,
  p999: number,
  max: number,
  histogram: text,
});

const disturbance = v.object({
  beganMs: number,
  endedMs: maybe,
  words: v.object({ beginning: text, end: text, during: text, after: text }),
});

const maintenance = v.object({
  bounds: v.object({
    visibleMs: number,
    detectMs: number,
    waitMs: maybe,
    closeMs: number,
    returnMs: number,
    lagMs: number,
  }),
  reportsTransitions: flag,
  promises: v.object({ rise: flag, wait: flag }),
  page: text,
  healthUrls: v.record(text, text),
});

/** An account as a file holds it. Fields that it does not name are passed over. */
export const accountSchema = v.object({
  scenario: text,
  checks: v.array(check),
  witnesses: v.array(check),
  startedAt: text,
  tidegate: text,
  interrupted: flag,
  trouble: v.nullable(trouble),
  commands: v.array(command),
  prediction: v.nullable(prediction),
  facts: factsSchema,
  plan,
  phases: v.array(v.object({ name: text, startMs: number, endMs: number })),
  timeline,
  latency: v.nullable(latency),
  memory: v.object({ perConnection: v.record(text, number), kernelPerConnection: maybe }),
  peakOpen: number,
  untested: text,
  load,
  heldFromMs: number,
  endMs: number,
  patienceMs: number,
  lagMs: number,
  budgets: v.object({ maxP99Ms: maybe, maxLatencyMs: maybe, maxCloses: maybe }),
  disturbance: v.nullable(disturbance),
  maintenance: v.nullable(maintenance),
}) satisfies v.GenericSchema<unknown, RunAccount>;

/** The tables of a ledger that have columns; all else is small, and stored as JSON. */
export type Columned = 'connections' | 'requests' | 'servers';

const socketWatch = v.object({
  looksMs: series,
  sockets: v.array(
    v.object({ client: text, firstSeenMs: number, lastSeenMs: number, lastDataMs: number }),
  ),
});

const connectionTally = v.object({
  kind,
  end: v.picklist(CONNECTION_ENDS),
  announcedClose: flag,
  planned: flag,
  opened: flag,
  count: number,
});

const requestTally = v.object({
  kind,
  method: v.picklist(['GET', 'POST']),
  outcome: v.picklist(REQUEST_OUTCOMES),
  status: maybe,
  backend: v.nullable(text),
  count: number,
});

export const ledgerSchema = v.object({
  flip: v.object({
    backend: text,
    onMs: maybe,
    offMs: maybe,
    onBeganMs: v.exactOptional(number),
    offBeganMs: v.exactOptional(number),
  }),
  transitions: v.array(
    v.object({ atMs: number, backend: text, state: v.picklist(['up', 'down']) }),
  ),
  probes: v.array(
    v.object({
      atMs: number,
      backend: text,
      status: maybe,
      verdict: v.picklist(['serving', 'maintenance', 'other', 'unreachable']),
      seen: text,
    }),
  ),
  kernel: v.array(v.object({ atMs: number, to: text, established: number })),
  sockets: v.nullable(socketWatch),
  references: v.array(
    v.object({
      backend: text,
      status: number,
      framing: v.picklist(['none', 'length', 'chunked', 'until-close']),
      bodyBytes: number,
      digest: number,
    }),
  ),
  tester: v.array(v.object({ atMs: number, process: text, lagMs: number, cpu: number })),
  pulses: v.array(v.object({ atMs: number, endMs: number, asked: number, answered: number })),
  thinned: v.nullable(
    v.object({ connections: v.array(connectionTally), requests: v.array(requestTally) }),
  ),
}) satisfies v.GenericSchema<unknown, Omit<Ledger, Columned>>;
