import * as v from 'valibot';
import { factsSchema } from '../../host/facts/facts-file.js';
import { CONNECTION_ENDS, REQUEST_OUTCOMES } from '../../lib/columns/ledger-schemas.js';
import { byName, RUN_PARTS } from '../../lib/run-parts.js';
import type { Ledger } from '../../model/ledger.js';
import type { RunAccount } from '../../model/run-account.js';
import type { CheckId } from '../../model/run-result.js';
import type { SessionKind, SessionSpec } from '../../model/scenario.js';
import { CHECKS } from '../../verify/checks/registry.js';

const number = v.number();
const text = v.string();
const flag = v.boolean();
const maybe = v.nullable(number);
/** Any name, because later versions may add some. */
const kind = v.custom<SessionKind>((value) => typeof value === 'string', 'is no kind');
const check = v.picklist(Object.keys(CHECKS) as CheckId[]);

/**
 * Only `kind` is checked: the other fields of a session depend on its kind, and no check needs them
 * all.
 */
const session = v.custom<SessionSpec>(
  (value) => v.is(v.looseObject({ kind }), value),
  'is no session',
);

const load = v.looseObject({
  connections: number,
  rampMs: number,
  sources: v.nullable(text),
  bind: v.picklist(['late', 'early', 'explicit']),
  mix: v.array(v.looseObject({ share: number, session })),
});

const series = v.array(number);
const disturbance = v.looseObject({
  beganMs: number,
  endedMs: maybe,
  words: v.looseObject({ beginning: text, end: text, during: text, after: text }),
});

const maintenance = v.looseObject({
  bounds: RUN_PARTS.bounds,
  reportsTransitions: flag,
  promises: v.looseObject({ rise: flag, wait: flag }),
  page: text,
  healthUrls: byName(text),
});

/** An account as stored in a file. Fields that the schema does not name are kept. */
export const accountSchema = v.looseObject({
  scenario: text,
  checks: v.array(check),
  witnesses: v.array(check),
  startedAt: text,
  tidegate: text,
  interrupted: flag,
  trouble: v.nullable(RUN_PARTS.trouble),
  commands: v.array(RUN_PARTS.command),
  prediction: v.nullable(RUN_PARTS.prediction),
  facts: factsSchema,
  plan: RUN_PARTS.plan,
  phases: v.array(RUN_PARTS.phase),
  timeline: RUN_PARTS.timeline,
  latency: v.nullable(RUN_PARTS.latency),
  memory: RUN_PARTS.memory,
  peakOpen: number,
  untested: text,
  load,
  entryBox: text,
  heldFromMs: number,
  endMs: number,
  patienceMs: number,
  lagMs: number,
  budgets: v.looseObject({ maxP99Ms: maybe, maxLatencyMs: maybe, maxCloses: maybe }),
  disturbance: v.nullable(disturbance),
  maintenance: v.nullable(maintenance),
}) satisfies v.GenericSchema<unknown, RunAccount>;

/** The tables of a ledger that are stored in columns. The rest is small and is stored as JSON. */
export type Columned = 'connections' | 'requests' | 'servers';

const socketWatch = v.looseObject({
  looksMs: series,
  sockets: v.array(
    v.looseObject({ client: text, firstSeenMs: number, lastSeenMs: number, lastDataMs: number }),
  ),
});

const connectionTally = v.looseObject({
  kind,
  end: v.picklist(CONNECTION_ENDS),
  announcedClose: flag,
  planned: flag,
  opened: flag,
  count: number,
});

const requestTally = v.looseObject({
  kind,
  method: v.picklist(['GET', 'POST']),
  outcome: v.picklist(REQUEST_OUTCOMES),
  status: maybe,
  backend: v.nullable(text),
  count: number,
});

/** What is stored of the backend servers in addition to their columns. */
export const serversSchema = v.nullable(
  v.array(
    v.looseObject({
      backend: text,
      thinned: v.nullable(
        v.looseObject({
          arrivals: v.array(
            v.looseObject({
              method: text,
              health: flag,
              outcome: v.picklist(['complete', 'cut', 'open']),
              count: number,
            }),
          ),
          below: number,
        }),
      ),
    }),
  ),
);

export const ledgerSchema = v.looseObject({
  flip: v.nullable(RUN_PARTS.flip),
  transitions: v.array(
    v.looseObject({ atMs: number, backend: text, state: v.picklist(['up', 'down']) }),
  ),
  probes: v.array(
    v.looseObject({
      atMs: number,
      backend: text,
      status: maybe,
      verdict: v.picklist(['serving', 'maintenance', 'other', 'unreachable']),
      seen: text,
    }),
  ),
  kernel: v.array(v.looseObject({ atMs: number, to: text, established: number })),
  sockets: v.nullable(socketWatch),
  references: v.array(
    v.looseObject({
      backend: text,
      status: number,
      framing: v.picklist(['none', 'length', 'chunked', 'until-close']),
      bodyBytes: number,
      digest: number,
    }),
  ),
  tester: v.array(v.looseObject({ atMs: number, process: text, lagMs: number, cpu: number })),
  pulses: v.array(v.looseObject({ atMs: number, endMs: number, asked: number, answered: number })),
  thinned: v.nullable(
    v.looseObject({
      complete: flag,
      everyFault: flag,
      connections: v.array(connectionTally),
      requests: v.array(requestTally),
    }),
  ),
}) satisfies v.GenericSchema<unknown, Omit<Ledger, Columned>>;
