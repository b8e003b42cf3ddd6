import type { HaproxyLintCode } from '../../../model/lint.js';
import type { LintRule } from './rule.js';
import { connectionsNotReused } from './rules/draining/connections-not-reused.js';
import { hardStopMissing } from './rules/draining/hard-stop-missing.js';
import { retryNonIdempotent } from './rules/draining/retry-non-idempotent.js';
import { sessionsShutDown } from './rules/draining/sessions-shut-down.js';
import { slowstartMissing } from './rules/draining/slowstart-missing.js';
import { tunnelTimeoutMissing } from './rules/draining/tunnel-timeout-missing.js';
import { checkMissing } from './rules/health/check-missing.js';
import { checkNeverPasses } from './rules/health/check-never-passes.js';
import { errorsMarkDown } from './rules/health/errors-mark-down.js';
import { healthCheckFlaps } from './rules/health/health-check-flaps.js';
import { healthCheckStatusOnly } from './rules/health/health-check-status-only.js';
import { healthMatchNoStatus } from './rules/health/health-match-no-status.js';
import { healthMatchPositiveOnly } from './rules/health/health-match-positive-only.js';
import { backlogAboveSomaxconn } from './rules/limits/backlog-above-somaxconn.js';
import { listenInPortRange } from './rules/limits/listen-in-port-range.js';
import { maxconnAboveGlobal } from './rules/limits/maxconn-above-global.js';
import { maxconnAbovePorts } from './rules/limits/maxconn-above-ports.js';
import { oddPortRange } from './rules/limits/odd-port-range.js';
import { serversBehindUnlimited } from './rules/limits/servers-behind-unlimited.js';
import { transparentBind } from './rules/limits/transparent-bind.js';
import { ulimitBelowMaxconn } from './rules/limits/ulimit-below-maxconn.js';
import { proxiesToItself } from './rules/writing/proxies-to-itself.js';
import { unmodelledDirective } from './rules/writing/unmodelled-directive.js';
import { willNotStart } from './rules/writing/will-not-start.js';

/** Every rule; docs/lint.md describes those with the prefix in this order. */
export const HAPROXY_LINT_RULES = {
  HEALTH_CHECK_STATUS_ONLY: healthCheckStatusOnly,
  HEALTH_CHECK_FLAPS: healthCheckFlaps,
  HEALTH_MATCH_NO_STATUS: healthMatchNoStatus,
  HEALTH_MATCH_POSITIVE_ONLY: healthMatchPositiveOnly,
  RETRY_NON_IDEMPOTENT: retryNonIdempotent,
  TRANSPARENT_BIND: transparentBind,
  ODD_PORT_RANGE: oddPortRange,
  LISTEN_IN_PORT_RANGE: listenInPortRange,
  BACKLOG_ABOVE_SOMAXCONN: backlogAboveSomaxconn,
  UNMODELLED_DIRECTIVE: unmodelledDirective,
  PROXIES_TO_ITSELF: proxiesToItself,
  HAPROXY_WILL_NOT_START: willNotStart,
  HAPROXY_CHECK_NEVER_PASSES: checkNeverPasses,
  HAPROXY_SESSIONS_SHUT_DOWN: sessionsShutDown,
  HAPROXY_CHECK_MISSING: checkMissing,
  HAPROXY_ERRORS_MARK_DOWN: errorsMarkDown,
  HAPROXY_SLOWSTART_MISSING: slowstartMissing,
  HAPROXY_TUNNEL_TIMEOUT_MISSING: tunnelTimeoutMissing,
  HAPROXY_HARD_STOP_MISSING: hardStopMissing,
  HAPROXY_CONNECTIONS_NOT_REUSED: connectionsNotReused,
  HAPROXY_MAXCONN_ABOVE_PORTS: maxconnAbovePorts,
  HAPROXY_MAXCONN_ABOVE_GLOBAL: maxconnAboveGlobal,
  HAPROXY_ULIMIT_BELOW_MAXCONN: ulimitBelowMaxconn,
  HAPROXY_SERVERS_BEHIND_UNLIMITED: serversBehindUnlimited,
} satisfies Record<HaproxyLintCode, LintRule>;
