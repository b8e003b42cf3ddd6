import type { HttpRequest } from '../http/request.js';
import type { ResponseHead } from '../http/response-head.js';
import type { Attempts } from './attempts.js';
import type { Failure } from './failure.js';
import type { ProxyLocation } from './proxy-location.js';

/**
 * What becomes of an upstream's answer, settled by its head.
 * - `take`: it goes to the client. `pass-over`: the next server is tried.
 * - `intercept`: the client gets what this location has for the status.
 */
export type Verdict =
  | { readonly kind: 'take' }
  | { readonly kind: 'pass-over'; readonly failure: Failure }
  | { readonly kind: 'intercept'; readonly status: number };

export const TAKE: Verdict = { kind: 'take' };

/** The statuses below are answers, whatever else is configured. */
const FIRST_SPECIAL = 300;

/** @param resendable the request's body could go to another server. */
export function judge(
  { status }: ResponseHead,
  request: HttpRequest,
  location: ProxyLocation,
  attempts: Attempts,
  resendable: boolean,
): Verdict {
  if (status < FIRST_SPECIAL) return TAKE;
  const failure = attempts.passesOver(status, request, resendable);
  if (failure !== null) return { kind: 'pass-over', failure };
  const { interceptErrors } = location.plan.settings;
  return interceptErrors && location.intercepts(status) ? { kind: 'intercept', status } : TAKE;
}
