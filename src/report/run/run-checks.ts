import type { CheckResult } from '../../model/run-result.js';
import type { Layout } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { beneath, titled, wrap } from '../text/wrap.js';

const MARK = { pass: '✔', fail: '✘', warn: '!', skip: '–' } as const;

/** Column of what was seen, after the longest name of a check. */
const SEEN = 23;

/**
 * What a check saw, and for one that did not pass, what it expected, which box is to blame and
 * where to look.
 */
export function checkLines(check: CheckResult, layout: Layout): string[] {
  const { id, status, expected, actual, blame, samples } = check;
  const { columns } = layout;
  const paint = painter(layout);
  const colour = { pass: paint.green, fail: paint.red, warn: paint.yellow, skip: paint.dim }[
    status
  ];
  const seen = status === 'skip' ? `skipped: ${actual}` : actual;
  const first = titled(`  ${colour(MARK[status])} ${id}`, seen, SEEN, columns);
  if (status !== 'fail' && status !== 'warn') return [first];
  const more = [
    `expected: ${expected}`,
    ...(blame === '' ? [] : [`blame: ${blame}`]),
    ...samples.map((sample) => `e.g. ${sample}`),
  ];
  return [first, ...more.map((line) => wrap(line, columns, beneath(SEEN, columns)))];
}
