import type { ResponseHead } from '../../http/heads/response-head.js';
import type { Attempts } from '../asking/attempts.js';
import type { Failure } from '../asking/failure.js';
import type { Asked, Carried } from '../plan/proxy-location.js';
import type { ProxyPlan } from '../plan/proxy-plan.js';

/**
 * What happens to an upstream's answer, decided by its head.
 * - `take`: it goes to the client. `pass-over`: the next server is tried.
 * - `intercept`: the client gets this location's error page for the status.
 * - `redirect`: the client gets another location's answer (`X-Accel-Redirect`).
 */
export type Verdict =
  | { readonly kind: 'take' }
  | { readonly kind: 'pass-over'; readonly failure: Failure }
  | {
      readonly kind: 'intercept';
      readonly status: number;
      /** Field lines that the client gets in any case. */
      readonly fields: string;
    }
  | { readonly kind: 'redirect'; readonly to: string; readonly carried: Carried };

export const TAKE: Verdict = { kind: 'take' };

/** Fields of an answer with `X-Accel-Redirect` that the client gets with the answer that replaces it. */
const CARRIED = ['set-cookie', 'content-disposition', 'cache-control', 'expires', 'accept-ranges'];

/** Lower statuses are passed on, whatever else is configured. */
const FIRST_SPECIAL = 300;

/** @param resendable the request's body could be sent to another server */
export function judge(
  { status, headers }: ResponseHead,
  plan: ProxyPlan,
  asked: Asked,
  attempts: Attempts,
  resendable: boolean,
): Verdict {
  if (status >= FIRST_SPECIAL) {
    const failure = attempts.passesOver(status, resendable);
    if (failure !== null) return { kind: 'pass-over', failure };
    if (plan.settings.interceptErrors && asked.intercepts(status)) {
      return { kind: 'intercept', status, fields: challengeOf(status, headers) };
    }
  }
  const to = plan.heedsRedirect ? headers.get('x-accel-redirect') : undefined;
  return to === undefined ? TAKE : { kind: 'redirect', to, carried: carriedOf(headers) };
}

function carriedOf(headers: ResponseHead['headers']): Carried {
  const fields = CARRIED.map((name) => linesOf(name, headers)).join('');
  return { type: headers.get('content-type') ?? null, fields };
}

/** A 401 has to keep its WWW-Authenticate field. */
function challengeOf(status: number, headers: ResponseHead['headers']): string {
  if (status !== 401) return '';
  return linesOf('www-authenticate', headers);
}

function linesOf(key: string, headers: ResponseHead['headers']): string {
  return headers
    .named(key)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}
