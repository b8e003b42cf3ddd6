import type { HostFacts } from '../../../../src/model/facts.js';
import type { HaproxyLintCode } from '../../../../src/model/lint.js';

/** A configuration that has the fault, and one that has been mended by hand. */
export interface LintCase {
  readonly bad: string;
  readonly good: string;
  readonly facts?: Partial<HostFacts>;
}

const config = (backend: string, global = 'maxconn 1000', port: number | string = 8080) =>
  `global\n  ${global}\ndefaults\n  mode http\n  timeout connect 5s\n  timeout client 30s\n  timeout server 30s\nfrontend f\n  bind 127.0.0.1:${port}\n  default_backend b\nbackend b\n  ${backend}\n`;
const server = (options: string) => config(`server a 127.0.0.1:80 ${options}`);
const lines = (...inner: string[]) => config([...inner, 'server a 127.0.0.1:80'].join('\n  '));

export const CASES: Record<HaproxyLintCode, LintCase> = {
  HEALTH_CHECK_STATUS_ONLY: {
    bad: lines('option httpchk GET /health', 'http-check expect status 200'),
    good: lines('option httpchk GET /health', 'http-check expect ! string maintenance'),
  },
  HEALTH_CHECK_FLAPS: { bad: server('check fall 1'), good: server('check fall 2') },
  HEALTH_MATCH_NO_STATUS: {
    bad: lines('option httpchk GET /health', 'http-check expect ! string maintenance'),
    good: lines(
      'option httpchk GET /health',
      'http-check expect status 200-399',
      'http-check expect ! string maintenance',
    ),
  },
  HEALTH_MATCH_POSITIVE_ONLY: {
    bad: lines('option httpchk GET /health', 'http-check expect rstring fine'),
    good: lines('option httpchk GET /health', 'http-check expect ! rstring maintenance'),
  },
  RETRY_NON_IDEMPOTENT: {
    bad: lines('retry-on conn-failure all-retryable-errors'),
    good: lines('retry-on conn-failure 0rtt-rejected'),
  },
  TRANSPARENT_BIND: {
    bad: server('source 0.0.0.0 usesrc clientip'),
    good: server('source 127.0.0.2'),
  },
  ODD_PORT_RANGE: {
    bad: server('check'),
    good: server('source 127.0.0.2:10000-20001'),
    facts: { portRange: [32768, 60998] },
  },
  LISTEN_IN_PORT_RANGE: {
    bad: config('server a 127.0.0.1:80', 'maxconn 1000', 40_000),
    good: server(''),
  },
  BACKLOG_ABOVE_SOMAXCONN: {
    bad: config('server a 127.0.0.1:80', 'maxconn 1000', '8080 backlog 200'),
    good: config('server a 127.0.0.1:80', 'maxconn 1000', '8080 backlog 100'),
    facts: { tcp: { somaxconn: 128 } },
  },
  UNMODELLED_DIRECTIVE: { bad: server('minconn 2 maxconn 4'), good: server('maxconn 4') },
  PROXIES_TO_ITSELF: {
    bad: config('server a 127.0.0.1:8080'),
    good: config('server a 127.0.0.1:8081'),
  },
  HAPROXY_CHECK_NEVER_PASSES: {
    bad: config(
      'option httpchk HEAD /\n  http-check expect ! string maintenance\n  server a 127.0.0.1:80 check',
    ),
    good: config(
      'option httpchk GET /\n  http-check expect ! string maintenance\n  server a 127.0.0.1:80 check',
    ),
  },
  HAPROXY_SESSIONS_SHUT_DOWN: {
    bad: server('check on-marked-down shutdown-sessions'),
    good: server('check'),
  },
  HAPROXY_WILL_NOT_START: {
    bad: config('server a 127.0.0.1:80', 'maxconn 1000\n  ulimit-n 1500'),
    good: config('server a 127.0.0.1:80', 'maxconn 1000\n  ulimit-n 2100'),
    facts: { cpus: 4, nofile: { soft: 1024, hard: 4096 } },
  },
  HAPROXY_CHECK_MISSING: { bad: server('weight 1'), good: server('check') },
  HAPROXY_ERRORS_MARK_DOWN: {
    bad: server('check observe layer7 error-limit 1 on-error mark-down'),
    good: server('check observe layer7 on-error fastinter'),
  },
  HAPROXY_SLOWSTART_MISSING: {
    bad: config('server a 127.0.0.1:80 check\n  server c 127.0.0.2:80 check'),
    good: config(
      'default-server slowstart 30s\n  server a 127.0.0.1:80 check\n  server c 127.0.0.2:80 check',
    ),
  },
  HAPROXY_TUNNEL_TIMEOUT_MISSING: { bad: server('check'), good: lines('timeout tunnel 1h') },
  HAPROXY_HARD_STOP_MISSING: {
    bad: server('check'),
    good: config('server a 127.0.0.1:80', 'hard-stop-after 1h'),
  },
  HAPROXY_CONNECTIONS_NOT_REUSED: {
    bad: lines('option http-server-close'),
    good: lines('no option http-server-close'),
  },
  HAPROXY_MAXCONN_ABOVE_PORTS: {
    bad: server('maxconn 200 source 127.0.0.2:10000-10099'),
    good: server('maxconn 100 source 127.0.0.2:10000-10099'),
  },
  HAPROXY_MAXCONN_ABOVE_GLOBAL: { bad: server('maxconn 1001'), good: server('maxconn 1000') },
  HAPROXY_ULIMIT_BELOW_MAXCONN: {
    bad: config('server a 127.0.0.1:80', 'maxconn 1000\n  ulimit-n 1500\n  no strict-limits'),
    good: config('server a 127.0.0.1:80', 'maxconn 1000\n  ulimit-n 2100'),
  },
  HAPROXY_SERVERS_BEHIND_UNLIMITED: {
    bad: lines('balance first', 'server b 127.0.0.2:80 maxconn 10', 'server c 127.0.0.2:81'),
    good: lines('balance first', 'server b 127.0.0.2:80 maxconn 10'),
  },
};
