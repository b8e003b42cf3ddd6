import * as v from 'valibot';
import { parseEndpoint } from '../../lib/origin.js';
import { parseDurationMs, parseSizeBytes } from '../../lib/units.js';
import type { Endpoint } from '../../model/origin.js';
import type { Scenario, SessionSpec } from '../../model/scenario.js';

const duration = v.pipe(
  v.string('a duration like 500ms, 2s or 1m'),
  v.check((text) => parseDurationMs(text) !== null, 'a duration like 500ms, 2s or 1m'),
  v.transform((text) => parseDurationMs(text) ?? 0),
);

const durations = v.pipe(
  v.tuple([duration, duration], 'two durations, [1s, 5s]'),
  v.check(([low, high]) => low <= high, 'two durations, the shorter one first'),
);

const size = v.pipe(
  v.union([v.number(), v.string()], 'a size like 64, 64k or 1m'),
  v.check((value) => (parseSizeBytes(String(value)) ?? 0) > 0, 'a size like 64, 64k or 1m'),
  v.transform((value) => parseSizeBytes(String(value)) ?? 0),
);

const share = v.pipe(v.number('a number above 0'), v.gtValue(0, 'a number above 0'));
const name = v.pipe(v.string('a name'), v.regex(/^[\w.-]+$/, 'a name of letters, digits, . _ -'));
const ENDPOINT = 'an address:port like 127.0.0.1:18090 or "[::1]:18090"';
const endpoint = v.pipe(
  v.string(ENDPOINT),
  v.rawTransform(({ dataset, addIssue, NEVER }): Endpoint => {
    const parsed = parseEndpoint(dataset.value);
    if (parsed !== null) return parsed;
    addIssue({ message: ENDPOINT });
    return NEVER;
  }),
);
const text = v.string('a string');
/** A health answer is held against it: one that is blank would be found in every answer. */
const page = v.pipe(
  text,
  v.check((written) => written.trim() !== '', 'a text that no other answer holds'),
);

/** A `mix` entry as the file has it, one shape for each kind of session. */
const session = v.variant(
  'kind',
  [
    v.strictObject({ share, kind: v.literal('idle') }),
    v.strictObject({ share, kind: v.literal('periodic'), every: duration }),
    v.strictObject({ share, kind: v.literal('response'), lasts: durations, body: size }),
    v.strictObject({
      share,
      kind: v.literal('stream'),
      lasts: durations,
      every: duration,
      chunk: size,
    }),
    v.strictObject({ share, kind: v.literal('upload'), lasts: durations, body: size }),
    v.strictObject({ share, kind: v.literal('tunnel'), every: duration, message: size }),
  ],
  'a kind: idle, periodic, response, stream, upload or tunnel',
);

/** A scenario file, key by key; every message completes "It must be". */
export const SCENARIO_FILE = v.strictObject({
  schema: v.literal('tidegate.scenario/1', 'tidegate.scenario/1'),
  name,
  description: v.optional(text, ''),
  topology: v.strictObject({
    frontend: v.strictObject({ config: text }),
    backends: v.pipe(
      v.array(
        v.strictObject({
          name,
          config: text,
          server: endpoint,
          fault: v.optional(v.picklist(['reset-on-maintenance'], 'reset-on-maintenance')),
        }),
      ),
      v.minLength(2, 'at least two backends, so that one can go'),
    ),
  }),
  load: v.strictObject({
    connections: v.pipe(
      v.number('a whole number above 0'),
      v.integer('a whole number above 0'),
      v.minValue(1, 'a whole number above 0'),
    ),
    ramp: duration,
    clients: v.optional(
      v.strictObject({
        sources: v.optional(text),
        bind: v.optional(
          v.picklist(['late', 'early', 'explicit'], 'late, early or explicit'),
          'late',
        ),
      }),
      {},
    ),
    mix: v.pipe(v.array(session), v.minLength(1, 'at least one kind of session')),
  }),
  maintenance: v.strictObject({
    backend: name,
    file: text,
    page,
    health: v.pipe(text, v.startsWith('/', 'a path that begins with /')),
    hold: duration,
    settle: duration,
    return: duration,
  }),
});

type ScenarioFile = v.InferOutput<typeof SCENARIO_FILE>;

/** The file's words as the model's nouns. */
export function toScenario(file: ScenarioFile): Scenario {
  const { load, maintenance, topology } = file;
  return {
    schema: file.schema,
    name: file.name,
    description: file.description,
    topology: {
      frontend: topology.frontend,
      backends: topology.backends.map((backend) => ({ ...backend, fault: backend.fault ?? null })),
    },
    load: {
      connections: load.connections,
      rampMs: load.ramp,
      sources: load.clients.sources ?? null,
      bind: load.clients.bind ?? 'late',
      mix: load.mix.map((entry) => ({ share: entry.share, session: toSession(entry) })),
    },
    maintenance: {
      backend: maintenance.backend,
      file: maintenance.file,
      page: maintenance.page,
      healthUri: maintenance.health,
      holdMs: maintenance.hold,
      settleMs: maintenance.settle,
      returnMs: maintenance.return,
    },
  };
}

function toSession(entry: ScenarioFile['load']['mix'][number]): SessionSpec {
  switch (entry.kind) {
    case 'idle':
      return { kind: 'idle' };
    case 'periodic':
      return { kind: 'periodic', everyMs: entry.every };
    case 'response':
      return { kind: 'response', lastsMs: entry.lasts, bodyBytes: entry.body };
    case 'stream':
      return {
        kind: 'stream',
        lastsMs: entry.lasts,
        everyMs: entry.every,
        chunkBytes: entry.chunk,
      };
    case 'upload':
      return { kind: 'upload', lastsMs: entry.lasts, bodyBytes: entry.body };
    case 'tunnel':
      return { kind: 'tunnel', everyMs: entry.every, messageBytes: entry.message };
  }
}
