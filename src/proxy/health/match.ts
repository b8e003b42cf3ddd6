import type { Match } from '../../model/nginx.js';
import type { ResponseHead } from '../http/heads/response-head.js';
import { compileRegex } from '../variables/pattern.js';

/** How much of a body is examined, as in NGINX Plus. */
export const BODY_WINDOW_BYTES = 256 * 1024;

/** Whether an answer is healthy; `body` is latin1, cut at the window. */
export type Matcher = (head: ResponseHead, body: string) => boolean;

/** Without a `match`, any 2xx or 3xx is healthy. @throws TidegateError CONFIG_REGEX_BAD */
export function compileMatch(match: Match | null): Matcher {
  if (match === null) return ({ status }) => status >= 200 && status < 400;
  const tests: Matcher[] = [];
  const { status, body } = match;
  if (status !== null) {
    const inside = (code: number) => status.ranges.some(([lo, hi]) => code >= lo && code <= hi);
    tests.push((head) => inside(head.status) !== status.negated);
  }
  if (body !== null) {
    const regex = compileRegex(body.pattern, body.ignoreCase, match.place);
    tests.push((_, text) => regex.test(text) !== body.negated);
  }
  for (const header of match.headers) tests.push(compileHeader(header, match));
  return (head, text) => tests.every((test) => test(head, text));
}

function compileHeader(
  { name, operator, ignoreCase, value }: Match['headers'][number],
  match: Match,
): Matcher {
  const key = name.toLowerCase();
  const wanted = value ?? '';
  const read = (head: ResponseHead): string | undefined => head.headers.get(key);
  switch (operator) {
    case 'present':
      return (head) => read(head) !== undefined;
    case 'absent':
      return (head) => read(head) === undefined;
    case 'equals':
      return (head) => read(head) === wanted;
    case 'differs':
      return (head) => read(head) !== wanted;
    default: {
      const regex = compileRegex(wanted, ignoreCase, match.place);
      return (head) => regex.test(read(head) ?? '') === (operator === 'matches');
    }
  }
}
