import type { HaproxyLintCode } from '../../../model/lint.js';
import type { LintRule } from './rule.js';
import { backlogAboveSomaxconn } from './rules/backlog-above-somaxconn.js';
import { checkMissing } from './rules/check-missing.js';
import { checkNeverPasses } from './rules/check-never-passes.js';
import { connectionsNotReused } from './rules/connections-not-reused.js';
import { errorsMarkDown } from './rules/errors-mark-down.js';
import { hardStopMissing } from './rules/hard-stop-missing.js';
import { healthCheckFlaps } from './rules/health-check-flaps.js';
import { healthCheckStatusOnly } from './rules/health-check-status-only.js';
import { healthMatchNoStatus } from './rules/health-match-no-status.js';
import { healthMatchPositiveOnly } from './rules/health-match-positive-only.js';
import { listenInPortRange } from './rules/listen-in-port-range.js';
import { maxconnAboveGlobal } from './rules/maxconn-above-global.js';
import { maxconnAbovePorts } from './rules/maxconn-above-ports.js';
import { oddPortRange } from './rules/odd-port-range.js';
import { proxiesToItself } from './rules/proxies-to-itself.js';
import { retryNonIdempotent } from './rules/retry-non-idempotent.js';
import { serversBehindUnlimited } from './rules/servers-behind-unlimited.js';
import { sessionsShutDown } from './rules/sessions-shut-down.js';
import { slowstartMissing } from './rules/slowstart-missing.js';
import { transparentBind } from './rules/transparent-bind.js';
import { tunnelTimeoutMissing } from './rules/tunnel-timeout-missing.js';
import { ulimitBelowMaxconn } from './rules/ulimit-below-maxconn.js';
import { unmodelledDirective } from './rules/unmodelled-directive.js';
import { willNotStart } from './rules/will-not-start.js';

/** Every rule; docs/lint.md tells of those with the prefix in this order. */
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
