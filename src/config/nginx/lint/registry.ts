import type { NginxLintCode } from '../../../model/lint.js';
import type { LintRule } from './rule.js';
import { drainTimeoutMissing } from './rules/draining/drain-timeout-missing.js';
import { drainTimeoutPastShutdown } from './rules/draining/drain-timeout-past-shutdown.js';
import { drainTimeoutShort } from './rules/draining/drain-timeout-short.js';
import { lingeringCloseOff } from './rules/draining/lingering-close-off.js';
import { openFileCacheHidesFlip } from './rules/draining/open-file-cache-hides-flip.js';
import { retryNonIdempotent } from './rules/draining/retry-non-idempotent.js';
import { returnWithoutSlowStart } from './rules/draining/return-without-slow-start.js';
import { shutdownTimeoutMissing } from './rules/draining/shutdown-timeout-missing.js';
import { tryFilesNoSlash } from './rules/draining/try-files-no-slash.js';
import { healthCheckFlaps } from './rules/health/health-check-flaps.js';
import { healthCheckStatusOnly } from './rules/health/health-check-status-only.js';
import { healthCheckWithoutZone } from './rules/health/health-check-without-zone.js';
import { healthMatchEmptyBody } from './rules/health/health-match-empty-body.js';
import { healthMatchNoStatus } from './rules/health/health-match-no-status.js';
import { healthMatchPositiveOnly } from './rules/health/health-match-positive-only.js';
import { healthMatchTooWide } from './rules/health/health-match-too-wide.js';
import { keepaliveAboveMethod } from './rules/keepalive/keepalive-above-method.js';
import { keepaliveMissing } from './rules/keepalive/keepalive-missing.js';
import { keepaliveOutlivesServer } from './rules/keepalive/keepalive-outlives-server.js';
import { keepaliveUnused } from './rules/keepalive/keepalive-unused.js';
import { upgradeLost } from './rules/keepalive/upgrade-lost.js';
import { backlogAboveSomaxconn } from './rules/limits/backlog-above-somaxconn.js';
import { listenInPortRange } from './rules/limits/listen-in-port-range.js';
import { maxConnsAbovePorts } from './rules/limits/max-conns-above-ports.js';
import { maxConnsBelowSources } from './rules/limits/max-conns-below-sources.js';
import { maxConnsWithoutZone } from './rules/limits/max-conns-without-zone.js';
import { nofileBelowWorkerConnections } from './rules/limits/nofile-below-worker-connections.js';
import { nofileNotRaised } from './rules/limits/nofile-not-raised.js';
import { oddPortRange } from './rules/limits/odd-port-range.js';
import { workerConnectionsTooFew } from './rules/limits/worker-connections-too-few.js';
import { mapLastDigit } from './rules/sources/map-last-digit.js';
import { mapSourceUnknown } from './rules/sources/map-source-unknown.js';
import { mapUneven } from './rules/sources/map-uneven.js';
import { mapUnreachableSource } from './rules/sources/map-unreachable-source.js';
import { nameCountedOnce } from './rules/sources/name-counted-once.js';
import { portsBindFirst } from './rules/sources/ports-bind-first.js';
import { sourcePortFixed } from './rules/sources/source-port-fixed.js';
import { sourceUnusable } from './rules/sources/source-unusable.js';
import { sourcesTooFew } from './rules/sources/sources-too-few.js';
import { splitKeyPerClient } from './rules/sources/split-key-per-client.js';
import { transparentBind } from './rules/sources/transparent-bind.js';
import { byteOrderMark } from './rules/writing/byte-order-mark.js';
import { includeEmpty } from './rules/writing/include-empty.js';
import { includeMissing } from './rules/writing/include-missing.js';
import { proxiesToItself } from './rules/writing/proxies-to-itself.js';
import { unmodelledDirective } from './rules/writing/unmodelled-directive.js';
import { willNotStart } from './rules/writing/will-not-start.js';

/** Every rule, in the order of docs/lint.md. */
export const LINT_RULES = {
  INCLUDE_MISSING: includeMissing,
  INCLUDE_EMPTY: includeEmpty,
  BYTE_ORDER_MARK: byteOrderMark,
  NGINX_WILL_NOT_START: willNotStart,
  PROXIES_TO_ITSELF: proxiesToItself,
  TRY_FILES_NO_SLASH: tryFilesNoSlash,
  OPEN_FILE_CACHE_HIDES_FLIP: openFileCacheHidesFlip,
  HEALTH_CHECK_STATUS_ONLY: healthCheckStatusOnly,
  HEALTH_CHECK_WITHOUT_ZONE: healthCheckWithoutZone,
  HEALTH_CHECK_FLAPS: healthCheckFlaps,
  HEALTH_MATCH_NO_STATUS: healthMatchNoStatus,
  HEALTH_MATCH_POSITIVE_ONLY: healthMatchPositiveOnly,
  HEALTH_MATCH_EMPTY_BODY: healthMatchEmptyBody,
  HEALTH_MATCH_TOO_WIDE: healthMatchTooWide,
  RETURN_WITHOUT_SLOW_START: returnWithoutSlowStart,
  DRAIN_TIMEOUT_MISSING: drainTimeoutMissing,
  DRAIN_TIMEOUT_SHORT: drainTimeoutShort,
  DRAIN_TIMEOUT_PAST_SHUTDOWN: drainTimeoutPastShutdown,
  SHUTDOWN_TIMEOUT_MISSING: shutdownTimeoutMissing,
  LINGERING_CLOSE_OFF: lingeringCloseOff,
  RETRY_NON_IDEMPOTENT: retryNonIdempotent,
  KEEPALIVE_ABOVE_METHOD: keepaliveAboveMethod,
  KEEPALIVE_MISSING: keepaliveMissing,
  KEEPALIVE_UNUSED: keepaliveUnused,
  KEEPALIVE_OUTLIVES_SERVER: keepaliveOutlivesServer,
  UPGRADE_LOST: upgradeLost,
  MAP_UNREACHABLE_SOURCE: mapUnreachableSource,
  MAP_UNEVEN: mapUneven,
  MAP_LAST_DIGIT: mapLastDigit,
  MAP_SOURCE_UNKNOWN: mapSourceUnknown,
  SPLIT_KEY_PER_CLIENT: splitKeyPerClient,
  SOURCE_UNUSABLE: sourceUnusable,
  SOURCES_TOO_FEW: sourcesTooFew,
  TRANSPARENT_BIND: transparentBind,
  SOURCE_PORT_FIXED: sourcePortFixed,
  NAME_COUNTED_ONCE: nameCountedOnce,
  MAX_CONNS_ABOVE_PORTS: maxConnsAbovePorts,
  MAX_CONNS_BELOW_SOURCES: maxConnsBelowSources,
  MAX_CONNS_WITHOUT_ZONE: maxConnsWithoutZone,
  PORTS_BIND_FIRST: portsBindFirst,
  ODD_PORT_RANGE: oddPortRange,
  LISTEN_IN_PORT_RANGE: listenInPortRange,
  BACKLOG_ABOVE_SOMAXCONN: backlogAboveSomaxconn,
  WORKER_CONNECTIONS_TOO_FEW: workerConnectionsTooFew,
  NOFILE_BELOW_WORKER_CONNECTIONS: nofileBelowWorkerConnections,
  NOFILE_NOT_RAISED: nofileNotRaised,
  UNMODELLED_DIRECTIVE: unmodelledDirective,
} satisfies Record<NginxLintCode, LintRule>;
