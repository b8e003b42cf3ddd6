import * as v from 'valibot';
import { parseEndpoint } from '../../lib/address/origin.js';
import type { Endpoint } from '../../model/origin.js';
import type { Scenario } from '../../model/scenario.js';
import { scoreSchema, toStep } from './score-file.js';
import { sessionEntry, toShare } from './session-entry.js';
import { duration, name, oneOf, text, told, wholeNumber, words } from './values.js';
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

/** Health answers are searched for this text. A blank text would be found in every answer. */
const page = v.pipe(text, v.regex(/\S/, 'a text that no other answer holds'));

const load = v.strictObject({
  connections: told(wholeNumber, 'How many connections are opened and held.'),
  ramp: told(duration, 'How long it takes to open them.'),
  clients: v.optional(
    v.strictObject({
      sources: v.optional(
        told(text, 'Source addresses: one, or a range 127.0.0.64-127.0.0.67; left out = any.'),
      ),
      bind: v.optional(
        told(oneOf('late', 'early', 'explicit'), 'Who chooses the source port, and when.'),
        'late',
      ),
    }),
    {},
  ),
  mix: told(
    v.pipe(
      v.array(sessionEntry, 'a list of entries'),
      v.minLength(1, 'at least one kind of session'),
    ),
    'What the connections do; shares are weights.',
  ),
});

const maintenance = v.strictObject({
  backend: told(name, 'Name of the backend that is taken out.'),
  file: told(text, "The file whose existence means maintenance, in the backend proxy's root."),
  page: told(page, 'What the file holds.'),
  health: told(
    v.pipe(text, v.startsWith('/', 'a path that begins with /')),
    'Where the health of the backends is asked.',
  ),
  hold: v.optional(told(duration, 'Between the last connection and the flip.'), '3s'),
  settle: v.optional(told(duration, 'On, after everything must be gone.'), '1s'),
  return: v.optional(told(duration, 'After maintenance is off.'), '4s'),
});

/** The schema of a scenario file. Every message completes the sentence "It must be …". */
export function scenarioSchema(vocabulary: Vocabulary) {
  const box = v.optional(
    told(oneOf(...vocabulary.proxies), 'The proxy that runs the configuration.'),
    'bundled',
  );
  return v.strictObject({
    $schema: v.optional(text),
    schema: v.literal('tidegate.scenario/1', 'tidegate.scenario/1'),
    name: told(name, 'What reports call it.'),
    description: v.optional(text, ''),
    plays: v.optional(
      told(
        oneOf(...Object.keys(vocabulary.kinds)),
        'The kind whose steps are played and whose checks judge; left out = maintenance, or the score.',
      ),
    ),
    topology: v.strictObject({
      frontend: v.optional(
        told(
          v.strictObject({ config: words, box }),
          'The proxy that clients connect to; left out = they connect to the first backend.',
        ),
      ),
      backends: v.pipe(
        v.array(
          v.strictObject({
            name,
            config: v.optional(
              told(words, "The backend proxy's configuration; left out = the server stands alone."),
            ),
            box,
            server: told(endpoint, 'Where the backend server listens.'),
            fault: v.optional(
              told(oneOf('reset-on-maintenance'), 'A fault that is built in on purpose.'),
            ),
          }),
          'a list of backends',
        ),
        v.minLength(1, 'at least one backend'),
      ),
    }),
    load,
    maintenance: v.optional(told(maintenance, 'How one backend is taken out and brought back.')),
    score: v.optional(
      told(scoreSchema(vocabulary), 'The steps of the run, instead of those of its kind.'),
    ),
  });
}

type ScenarioFile = v.InferOutput<ReturnType<typeof scenarioSchema>>;

/** The kind that is played when a file names neither a kind nor a score. */
const USUAL_KIND = 'maintenance';

/** Turns the file's keys into the model's types. */
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
