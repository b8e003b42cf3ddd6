import * as v from 'valibot';
import { reasonOf, TidegateError } from '../../lib/errors.js';
import { nameOfPath, parseJson, placeOfPath } from '../../lib/json-file.js';
import { MAX_PORT } from '../../lib/ports.js';
import { readBounded } from '../../lib/read-bounded.js';
import type { FactName, HostFacts } from '../../model/facts.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const port = v.pipe(
  count,
  v.maxValue(MAX_PORT, (issue) => `${issue.input} is no port`),
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

const NOT_JSON = {
  code: 'FACTS_NOT_JSON',
  hint: 'Was it cut short? Capture it again: tidegate facts --json > FILE',
} as const;

/**
 * Reads facts that `tidegate facts --json` wrote on another host.
 * @throws TidegateError FACTS_NOT_READABLE, FACTS_NOT_JSON, FACTS_BAD, with the place
 */
export function readFactsFile(file: string): HostFacts {
  return parseFacts(readText(file), file);
}

export function parseFacts(text: string, file: string): HostFacts {
  const result = v.safeParse(factsSchema, parseJson(text, file, NOT_JSON));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  throw new TidegateError('FACTS_BAD', `${nameOfPath(path) || 'facts'}: ${complaint(issue)}`, {
    place: placeOfPath(text, file, path),
    hint: 'Correct the value, or leave the fact out: then it is unknown.',
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
    const reason = reasonOf(cause);
    throw new TidegateError('FACTS_NOT_READABLE', `cannot read ${file}: ${reason}`, {
      hint: 'Capture the facts there: tidegate facts --json > FILE',
      cause,
    });
  }
}
