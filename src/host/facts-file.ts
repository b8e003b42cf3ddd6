import * as v from 'valibot';
import { TidegateError } from '../lib/errors.js';
import { readBounded } from '../lib/read-bounded.js';
import type { FactName, HostFacts } from '../model/facts.js';
import type { Place } from '../model/place.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const port = v.pipe(
  count,
  v.maxValue(65_535, (issue) => `${issue.input} is no port`),
);
const range = v.pipe(
  v.strictTuple([v.pipe(port, v.minValue(1)), port]),
  v.check(([low, high]) => low <= high, 'the range is reversed: write [low, high]'),
);
const portList = v.pipe(
  v.string(),
  v.regex(
    /^(?:\d{1,5}(?:-\d{1,5})?(?:,\d{1,5}(?:-\d{1,5})?)*)?$/,
    'write ports as "8080,9000-9099"',
  ),
);

const version = v.pipe(v.string(), v.regex(/^\d+(?:\.\d+)+/, 'write a version as "1.22.1"'));

const FACTS = {
  platform: v.string(),
  kernel: v.pipe(v.string(), v.regex(/^\d+\.\d+/, 'write a version as "6.18.44"')),
  cpus: v.pipe(count, v.minValue(1)),
  portRange: range,
  reservedPorts: portList,
  portsInUse: v.array(port),
  loopback: v.strictObject({ cidrs: v.array(v.string()), aliases: count, usable: count }),
  nofile: v.strictObject({ soft: v.nullable(count), hard: v.nullable(count) }),
  capSysResource: v.boolean(),
  proxyVersions: v.strictObject({
    nginx: v.exactOptional(version),
    haproxy: v.exactOptional(version),
  }),
  nrOpen: count,
  fileMax: count,
  filesOpen: count,
  memory: v.strictObject({ totalBytes: count, availableBytes: count }),
  socketBytes: v.pipe(count, v.minValue(1)),
  conntrack: v.strictObject({ active: v.boolean(), max: v.exactOptional(count) }),
  epollMaxUserWatches: count,
  tcp: v.strictObject({
    twReuse: v.exactOptional(count),
    twReuseDelayMs: v.exactOptional(count),
    timestamps: v.exactOptional(count),
    maxTwBuckets: v.exactOptional(count),
    somaxconn: v.exactOptional(count),
    maxSynBacklog: v.exactOptional(count),
  }),
} satisfies Record<FactName, v.GenericSchema>;

export const factsSchema = v.strictObject({
  schema: v.literal('tidegate.facts/1'),
  ...(Object.fromEntries(
    Object.entries(FACTS).map(([name, fact]) => [name, v.exactOptional(fact as v.GenericSchema)]),
  ) as { [K in FactName]: v.ExactOptionalSchema<(typeof FACTS)[K], undefined> }),
  origins: v.exactOptional(v.record(v.string(), v.string())),
});

/** The facts of a host with all its ports in use are half a megabyte. */
const MAX_BYTES = 10_000_000;

/**
 * Reads facts that `tidegate facts --json` wrote on another host.
 * @throws TidegateError FACTS_NOT_READABLE, FACTS_NOT_JSON, FACTS_BAD, with the place
 */
export function readFactsFile(file: string): HostFacts {
  return parseFacts(readText(file), file);
}

export function parseFacts(text: string, file: string): HostFacts {
  const result = v.safeParse(factsSchema, parseJson(text, file));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  const name = path.reduce<string>(
    (sum, key) => (typeof key === 'number' ? `${sum}[${key}]` : sum ? `${sum}.${key}` : key),
    '',
  );
  throw new TidegateError('FACTS_BAD', `${name || 'facts'}: ${complaint(issue)}`, {
    place: placeOf(text, file, path),
    hint: 'Mend the value, or leave the fact out: what is left out is unknown.',
  });
}

function complaint(issue: v.BaseIssue<unknown>): string {
  if (issue.type !== 'strict_object') return issue.message;
  if (issue.expected === 'never') return 'there is no fact of that name';
  return issue.received === 'undefined' ? 'is missing' : issue.message;
}

function readText(file: string): string {
  try {
    return readBounded(file, MAX_BYTES).toString();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TidegateError('FACTS_NOT_READABLE', `cannot read ${file}: ${reason}`, {
      hint: 'Capture the facts there: tidegate facts --json > FILE',
      cause,
    });
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const offset = /position (\d+)/.exec(message)?.[1];
    throw new TidegateError('FACTS_NOT_JSON', `the facts file is no JSON: ${message}`, {
      place: placeAt(text, file, offset === undefined ? text.length : Number(offset)),
      hint: 'Was it cut short? Capture it again: tidegate facts --json > FILE',
      cause,
    });
  }
}

/**
 * Place of the innermost key of the path that the text contains; each key is looked for inside the
 * one before.
 */
function placeOf(text: string, file: string, path: readonly (string | number)[]): Place {
  let offset = 0;
  for (const key of path) {
    const at = text.indexOf(JSON.stringify(String(key)), offset);
    if (at !== -1) offset = at;
  }
  return placeAt(text, file, offset);
}

function placeAt(text: string, file: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
