import type { Match } from '../../../../../model/nginx.js';
import { toLikeRegExp } from '../../../values/regex.js';
import type { LintRule } from '../../rule.js';

export const healthMatchTooWide: LintRule = {
  severity: 'error',
  why: 'A check that every answer passes never sees maintenance; one that no answer passes takes every server out.',
  *find({ config }) {
    for (const { name, status, body, place } of config.http?.matches ?? []) {
      if (body && isTooWide(body)) {
        const all = body.negated ? 'no body passes' : 'any body passes';
        yield {
          message: `${all} match ${name}: "${body.pattern}" matches everything`,
          mend: 'Name a text that only one of the two pages has.',
          place,
        };
      }
      if (status && passes(status, MAINTENANCE_STATUS)) {
        yield {
          message: `status ${MAINTENANCE_STATUS} passes match ${name}`,
          mend: 'Write status 200; or the few that serving answers have.',
          place,
        };
      }
    }
  },
};

/**
 * Service Unavailable, RFC 9110 15.6.4: the status of a backend in maintenance, if it uses the
 * status.
 */
const MAINTENANCE_STATUS = 503;

function passes({ negated, ranges }: NonNullable<Match['status']>, status: number): boolean {
  return ranges.some(([low, high]) => status >= low && status <= high) !== negated;
}

/** Bodies with nothing in common, so a pattern that matches all of them distinguishes nothing. */
const UNLIKE = ['x', '<', '7 \n'];

/** The pattern matches the empty body, or bodies with nothing in common. */
export function isTooWide({ pattern, ignoreCase }: NonNullable<Match['body']>): boolean {
  const regex = toLikeRegExp(pattern, ignoreCase);
  return regex.test('') || UNLIKE.every((body) => regex.test(body));
}
