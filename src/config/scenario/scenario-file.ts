import * as v from 'valibot';
import { parseEndpoint } from '../../lib/origin.js';
import type { Endpoint } from '../../model/origin.js';
import type { Scenario } from '../../model/scenario.js';
import { scoreSchema, toStep } from './score-file.js';
import { sessionEntry, toShare } from './session-entry.js';
import { duration, name, oneOf, text, wholeNumber, words } from './values.js';
import type { Vocabulary } from './vocabulary.js';

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

/** A health answer is held against it: one that is blank would be found in every answer. */
const page = v.pipe(text, v.regex(/\S/, 'a text that no other answer holds'));

const load = v.strictObject({
  connections: wholeNumber,
  ramp: duration,
  clients: v.optional(
    v.strictObject({
      sources: v.optional(text),
      bind: v.optional(oneOf('late', 'early', 'explicit'), 'late'),
    }),
    {},
  ),
  mix: v.pipe(v.array(sessionEntry), v.minLength(1, 'at least one kind of session')),
});

const maintenance = v.strictObject({
  backend: name,
  file: text,
  page,
  health: v.pipe(text, v.startsWith('/', 'a path that begins with /')),
  hold: v.optional(duration, '3s'),
  settle: v.optional(duration, '1s'),
  return: v.optional(duration, '4s'),
});

/** A scenario file, key by key, in the words that there are; every message completes "It must be". */
export function scenarioSchema(vocabulary: Vocabulary) {
  const box = v.optional(oneOf(...vocabulary.proxies), 'bundled');
  return v.strictObject({
    $schema: v.optional(text),
    schema: v.literal('tidegate.scenario/1', 'tidegate.scenario/1'),
    name,
    description: v.optional(text, ''),
    plays: v.optional(oneOf(...Object.keys(vocabulary.kinds))),
    topology: v.strictObject({
      frontend: v.optional(v.strictObject({ config: words, box })),
      backends: v.pipe(
        v.array(
          v.strictObject({
            name,
            config: v.optional(words),
            box,
            server: endpoint,
            fault: v.optional(oneOf('reset-on-maintenance')),
          }),
        ),
        v.minLength(1, 'at least one backend'),
      ),
    }),
    load,
    maintenance: v.optional(maintenance),
    score: v.optional(scoreSchema(vocabulary)),
  });
}

type ScenarioFile = v.InferOutput<ReturnType<typeof scenarioSchema>>;

/** What is played where a file names neither a kind nor a score. */
const USUAL_KIND = 'maintenance';

/** The file's words as the model's nouns. */
export function toScenario(file: ScenarioFile): Scenario {
  const { topology } = file;
  return {
    schema: file.schema,
    name: file.name,
    description: file.description,
    plays: file.plays ?? (file.score ? null : USUAL_KIND),
    topology: {
      frontend: topology.frontend ?? null,
      backends: topology.backends.map(({ config, box, fault, ...backend }) => ({
        ...backend,
        proxy: config === undefined ? null : { config, box },
        fault: fault ?? null,
      })),
    },
    load: {
      connections: file.load.connections,
      rampMs: file.load.ramp,
      sources: file.load.clients.sources ?? null,
      bind: file.load.clients.bind,
      mix: file.load.mix.map(toShare),
    },
    maintenance: toMaintenance(file.maintenance),
    score: file.score?.map(toStep) ?? null,
  };
}

function toMaintenance(block: ScenarioFile['maintenance']): Scenario['maintenance'] {
  if (!block) return null;
  return {
    backend: block.backend,
    file: block.file,
    page: block.page,
    healthUri: block.health,
    holdMs: block.hold,
    settleMs: block.settle,
    returnMs: block.return,
  };
}
