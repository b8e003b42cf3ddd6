import type { NginxLintCode } from '../../../model/lint.js';
import type { LintRule } from './rule.js';
import { backlogAboveSomaxconn } from './rules/backlog-above-somaxconn.js';
import { byteOrderMark } from './rules/byte-order-mark.js';
import { drainTimeoutMissing } from './rules/drain-timeout-missing.js';
import { drainTimeoutPastShutdown } from './rules/drain-timeout-past-shutdown.js';
import { drainTimeoutShort } from './rules/drain-timeout-short.js';
import { healthCheckFlaps } from './rules/health-check-flaps.js';
import { healthCheckStatusOnly } from './rules/health-check-status-only.js';
import { healthCheckWithoutZone } from './rules/health-check-without-zone.js';
import { healthMatchEmptyBody } from './rules/health-match-empty-body.js';
import { healthMatchNoStatus } from './rules/health-match-no-status.js';
import { healthMatchPositiveOnly } from './rules/health-match-positive-only.js';
import { healthMatchTooWide } from './rules/health-match-too-wide.js';
import { includeEmpty } from './rules/include-empty.js';
import { includeMissing } from './rules/include-missing.js';
import { keepaliveAboveMethod } from './rules/keepalive-above-method.js';
import { keepaliveMissing } from './rules/keepalive-missing.js';
import { keepaliveOutlivesServer } from './rules/keepalive-outlives-server.js';
import { keepaliveUnused } from './rules/keepalive-unused.js';
import { lingeringCloseOff } from './rules/lingering-close-off.js';
import { listenInPortRange } from './rules/listen-in-port-range.js';
import { mapLastDigit } from './rules/map-last-digit.js';
import { mapSourceUnknown } from './rules/map-source-unknown.js';
import { mapUneven } from './rules/map-uneven.js';
import { mapUnreachableSource } from './rules/map-unreachable-source.js';
import { maxConnsAbovePorts } from './rules/max-conns-above-ports.js';
import { maxConnsBelowSources } from './rules/max-conns-below-sources.js';
import { maxConnsWithoutZone } from './rules/max-conns-without-zone.js';
import { nameCountedOnce } from './rules/name-counted-once.js';
import { nofileBelowWorkerConnections } from './rules/nofile-below-worker-connections.js';
import { nofileNotRaised } from './rules/nofile-not-raised.js';
import { oddPortRange } from './rules/odd-port-range.js';
import { openFileCacheHidesFlip } from './rules/open-file-cache-hides-flip.js';
import { portsBindFirst } from './rules/ports-bind-first.js';
import { proxiesToItself } from './rules/proxies-to-itself.js';
import { retryNonIdempotent } from './rules/retry-non-idempotent.js';
import { returnWithoutSlowStart } from './rules/return-without-slow-start.js';
import { shutdownTimeoutMissing } from './rules/shutdown-timeout-missing.js';
import { sourcePortFixed } from './rules/source-port-fixed.js';
import { sourceUnusable } from './rules/source-unusable.js';
import { sourcesTooFew } from './rules/sources-too-few.js';
import { splitKeyPerClient } from './rules/split-key-per-client.js';
import { transparentBind } from './rules/transparent-bind.js';
import { tryFilesNoSlash } from './rules/try-files-no-slash.js';
import { unmodelledDirective } from './rules/unmodelled-directive.js';
import { upgradeLost } from './rules/upgrade-lost.js';
import { willNotStart } from './rules/will-not-start.js';
import { workerConnectionsTooFew } from './rules/worker-connections-too-few.js';

/** Every rule, in the order in which docs/lint.md tells of them. */
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
