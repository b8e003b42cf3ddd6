import type { Place } from './place.js';

/** `error`: does not do what it says; `warning`: causes harm; `info`: good to know. */
export type Severity = 'error' | 'warning' | 'info';

/** Codes of findings in configurations of either language. */
export type LintCode = NginxLintCode | HaproxyLintCode;

export type NginxLintCode =
  | 'INCLUDE_MISSING'
  | 'INCLUDE_EMPTY'
  | 'BYTE_ORDER_MARK'
  | 'NGINX_WILL_NOT_START'
  | 'PROXIES_TO_ITSELF'
  | 'TRY_FILES_NO_SLASH'
  | 'OPEN_FILE_CACHE_HIDES_FLIP'
  | 'HEALTH_CHECK_STATUS_ONLY'
  | 'HEALTH_CHECK_WITHOUT_ZONE'
  | 'HEALTH_CHECK_FLAPS'
  | 'HEALTH_MATCH_NO_STATUS'
  | 'HEALTH_MATCH_POSITIVE_ONLY'
  | 'HEALTH_MATCH_EMPTY_BODY'
  | 'HEALTH_MATCH_TOO_WIDE'
  | 'RETURN_WITHOUT_SLOW_START'
  | 'DRAIN_TIMEOUT_MISSING'
  | 'DRAIN_TIMEOUT_SHORT'
  | 'DRAIN_TIMEOUT_PAST_SHUTDOWN'
  | 'SHUTDOWN_TIMEOUT_MISSING'
  | 'LINGERING_CLOSE_OFF'
  | 'RETRY_NON_IDEMPOTENT'
  | 'KEEPALIVE_ABOVE_METHOD'
  | 'KEEPALIVE_MISSING'
  | 'KEEPALIVE_UNUSED'
  | 'KEEPALIVE_OUTLIVES_SERVER'
  | 'UPGRADE_LOST'
  | 'MAP_UNREACHABLE_SOURCE'
  | 'MAP_UNEVEN'
  | 'MAP_LAST_DIGIT'
  | 'MAP_SOURCE_UNKNOWN'
  | 'SPLIT_KEY_PER_CLIENT'
  | 'SOURCE_UNUSABLE'
  | 'SOURCES_TOO_FEW'
  | 'TRANSPARENT_BIND'
  | 'SOURCE_PORT_FIXED'
  | 'NAME_COUNTED_ONCE'
  | 'MAX_CONNS_ABOVE_PORTS'
  | 'MAX_CONNS_BELOW_SOURCES'
  | 'MAX_CONNS_WITHOUT_ZONE'
  | 'PORTS_BIND_FIRST'
  | 'ODD_PORT_RANGE'
  | 'LISTEN_IN_PORT_RANGE'
  | 'BACKLOG_ABOVE_SOMAXCONN'
  | 'WORKER_CONNECTIONS_TOO_FEW'
  | 'NOFILE_BELOW_WORKER_CONNECTIONS'
  | 'NOFILE_NOT_RAISED'
  | 'UNMODELLED_DIRECTIVE';

/** Codes without the prefix mean the same as in nginx. */
export type HaproxyLintCode =
  | 'HEALTH_CHECK_STATUS_ONLY'
  | 'HEALTH_CHECK_FLAPS'
  | 'HEALTH_MATCH_NO_STATUS'
  | 'HEALTH_MATCH_POSITIVE_ONLY'
  | 'RETRY_NON_IDEMPOTENT'
  | 'TRANSPARENT_BIND'
  | 'ODD_PORT_RANGE'
  | 'LISTEN_IN_PORT_RANGE'
  | 'BACKLOG_ABOVE_SOMAXCONN'
  | 'UNMODELLED_DIRECTIVE'
  | 'PROXIES_TO_ITSELF'
  | 'HAPROXY_WILL_NOT_START'
  | 'HAPROXY_CHECK_NEVER_PASSES'
  | 'HAPROXY_SESSIONS_SHUT_DOWN'
  | 'HAPROXY_CHECK_MISSING'
  | 'HAPROXY_ERRORS_MARK_DOWN'
  | 'HAPROXY_SLOWSTART_MISSING'
  | 'HAPROXY_TUNNEL_TIMEOUT_MISSING'
  | 'HAPROXY_HARD_STOP_MISSING'
  | 'HAPROXY_CONNECTIONS_NOT_REUSED'
  | 'HAPROXY_MAXCONN_ABOVE_PORTS'
  | 'HAPROXY_MAXCONN_ABOVE_GLOBAL'
  | 'HAPROXY_ULIMIT_BELOW_MAXCONN'
  | 'HAPROXY_SERVERS_BEHIND_UNLIMITED';

/** A change of a configuration's text that leaves no choice open. */
export type Edit =
  | {
      readonly kind: 'replace';
      readonly from: Place;
      /** Position after the last removed character; equal to `from` if none is removed. */
      readonly to: Place;
      readonly text: string;
    }
  /** Adds a directive before another one, on a line of its own if that one has its own line. */
  | { readonly kind: 'add'; readonly before: Place; readonly text: string }
  /**
   * Adds a directive after another one, whose `;` or `}` is at `after`; on a line of its own
   * likewise.
   */
  | { readonly kind: 'append'; readonly after: Place; readonly text: string };

/** What a rule has found in one place. */
export interface Finding {
  readonly code: LintCode;
  readonly severity: Severity;
  /** What is wrong, with the values. */
  readonly message: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do about it, as one imperative sentence. */
  readonly mend: string;
  readonly place: Place;
  /** Left out if a person has to choose. */
  readonly edits?: readonly Edit[];
}

/** `lint --fix`: what to mend, and the files that this changes. */
export interface LintFix {
  readonly findings: readonly Finding[];
  /** By the path in the finding, with the content in which it was found. */
  readonly files: ReadonlyMap<string, ConfigFile>;
}

export interface ConfigFile {
  /** The name that the diff uses. */
  readonly name: string;
  readonly text: string;
}

/** `lint --json`. */
export interface LintReport {
  readonly schema: 'tidegate.lint/1';
  readonly file: string;
  /** By file, line and column. */
  readonly findings: readonly Finding[];
}
