import type { Place } from '../place.js';

/** NGINX Plus `match`: the conditions for an answer to a health check. */
export interface Match {
  readonly name: string;
  /** Inclusive ranges; empty = any. `negated` = the status must be in none of them. */
  readonly status: {
    readonly negated: boolean;
    readonly ranges: readonly (readonly [number, number])[];
  } | null;
  readonly body: {
    readonly negated: boolean;
    readonly pattern: string;
    readonly ignoreCase: boolean;
  } | null;
  readonly headers: readonly MatchHeader[];
  readonly place: Place;
}

/** NGINX Plus `match` in `stream`: what is sent to a server, and what it must answer. */
export interface StreamMatch {
  readonly name: string;
  /** One byte a character; null = nothing. */
  readonly send: string | null;
  /** null = it is enough that the server accepts the connection. */
  readonly expect:
    | { readonly kind: 'literal'; readonly bytes: string }
    | { readonly kind: 'regex'; readonly pattern: string; readonly ignoreCase: boolean }
    | null;
  readonly place: Place;
}

export interface MatchHeader {
  readonly name: string;
  readonly operator: 'present' | 'absent' | 'equals' | 'differs' | 'matches' | 'differs-regex';
  /** `~*`, `!~*`: the expression ignores case. */
  readonly ignoreCase: boolean;
  readonly value: string | null;
}

/** NGINX Plus `health_check`, active checks of every server of the location's upstream. */
export interface HealthCheck {
  readonly uri: string;
  readonly port: number | null;
  readonly intervalMs: number;
  readonly jitterMs: number;
  readonly fails: number;
  readonly passes: number;
  /** The name of a `match` block; null = status 2xx or 3xx. */
  readonly match: string | null;
  readonly mandatory: boolean;
  readonly place: Place;
}

/** NGINX Plus `health_check` in `stream`, active checks of every server of the upstream. */
export interface StreamHealthCheck extends Omit<HealthCheck, 'uri'> {
  /** `health_check_timeout`. Default 5 s. */
  readonly timeoutMs: number;
}
