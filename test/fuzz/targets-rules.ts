import { isDeepStrictEqual } from 'node:util';
import type { TargetInput } from './targets-inputs.js';
import type { TargetOutcome } from './targets-proxies.js';

/**
 * An intended difference from nginx. Each is in the list of differences in `docs/directives.md`,
 * with its reason.
 */
export interface KnownDifference {
  readonly name: string;
  /** Whether it explains why the two outcomes differ. */
  covers(lines: readonly string[], nginx: TargetOutcome, tidegate: TargetOutcome): boolean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\0-\x08\x0b-\x1f\x7f]/;

const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    name: 'HTTP/0.9',
    covers: refused(([line = '']) => /^[A-Z_-]+ +[^ \r]* *\r?$/.test(line)),
  },
  {
    name: 'a field line without a colon',
    covers: refused(([, ...fields]) => fields.some((line) => /^[^:\r]+\r?$/.test(line))),
  },
  {
    name: 'a control character in a field',
    covers: refused(([, ...fields]) =>
      fields.some((line) => CONTROL.test(line.replace(/\r$/, ''))),
    ),
  },
  {
    name: "a tab around a field's value",
    covers: (lines, nginx, tidegate) =>
      lines.some((line) => /:[ \t]*\t|\t[ \t]*\r?$/.test(line)) &&
      isDeepStrictEqual(withoutTabs(nginx), withoutTabs(tidegate)),
  },
];

/** The difference that explains why the two outcomes differ; undefined = none does. */
export function explanationOf(
  { wire }: TargetInput,
  nginx: TargetOutcome,
  tidegate: TargetOutcome,
): KnownDifference | undefined {
  const lines = wire.replace(/^[\r\n]+/, '').split('\n');
  return KNOWN_DIFFERENCES.find((known) => known.covers(lines, nginx, tidegate));
}

/** A difference that consists of refusing what nginx accepts, or answers otherwise. */
function refused(has: (lines: readonly string[]) => boolean): KnownDifference['covers'] {
  return (lines, _, tidegate) => isRefused(tidegate) && has(lines);
}

/** The outcome without the tabs before and after values. */
function withoutTabs({ responses, end }: TargetOutcome): TargetOutcome {
  const bare = (body: string): string =>
    body
      .split('\r\n')
      .map((line) => line.replace(/^([^:]*:)[ \t]+/, '$1').replace(/[ \t]+$/, ''))
      .join('\r\n');
  return { responses: responses.map(({ status, body }) => ({ status, body: bare(body) })), end };
}

function isRefused({ responses, end }: TargetOutcome): boolean {
  return responses.length === 1 && responses[0]?.status === 400 && end === 'fin';
}
