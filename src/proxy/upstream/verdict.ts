import type { ResponseHead } from '../http/response-head.js';
import type { Attempts } from './attempts.js';
import type { Failure } from './failure.js';
import type { Asked } from './proxy-location.js';
import type { ProxyPlan } from './proxy-plan.js';

/**
 * What becomes of an upstream's answer, settled by its head.
 * - `take`: it goes to the client. `pass-over`: the next server is tried.
 * - `intercept`: the client gets what this location has for the status.
 */
export type Verdict =
  | { readonly kind: 'take' }
  | { readonly kind: 'pass-over'; readonly failure: Failure }
  | {
      readonly kind: 'intercept';
      readonly status: number;
      /** Field lines that the client gets all the same. */
      readonly fields: string;
    };

export const TAKE: Verdict = { kind: 'take' };

/**
 * `X-Accel-Redirect` sends a request to another location, which is not done here: the answer it
 * stands in is not meant for clients, so it does not reach them.
 */
const NO_REDIRECT: Verdict = { kind: 'intercept', status: 500, fields: '' };

/** The statuses below are answers, whatever else is configured. */
const FIRST_SPECIAL = 300;

/** @param resendable the request's body could go to another server. */
export function judge(
  { status, headers }: ResponseHead,
  plan: ProxyPlan,
  asked: Asked,
  attempts: Attempts,
  resendable: boolean,
): Verdict {
  if (plan.heedsRedirect && headers.get('x-accel-redirect') !== undefined) return NO_REDIRECT;
  if (status < FIRST_SPECIAL) return TAKE;
  const failure = attempts.passesOver(status, resendable);
  if (failure !== null) return { kind: 'pass-over', failure };
  return plan.settings.interceptErrors && asked.intercepts(status)
    ? { kind: 'intercept', status, fields: challengeOf(status, headers) }
    : TAKE;
}

/** Without it a 401 would ask for nothing. */
function challengeOf(status: number, headers: ResponseHead['headers']): string {
  if (status !== 401) return '';
  return headers
    .named('www-authenticate')
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}
