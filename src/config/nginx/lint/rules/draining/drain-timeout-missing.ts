import { timeText } from '../../../values/values.js';
import { addInto } from '../../edits.js';
import { checkedUpstreams } from '../../proxied.js';
import type { LintRule } from '../../rule.js';

export const drainTimeoutMissing: LintRule = {
  severity: 'warning',
  why: "A server marked down keeps its established connections without limit, so maintenance may never have it to itself. drain_timeout is Tidegate's own: nginx does not know it.",
  *find({ config, written }) {
    for (const [upstream, { proxy }] of checkedUpstreams(config)) {
      if (upstream.drainTimeoutMs !== null) continue;
      const wait = waitMs(proxy.readTimeoutMs, config.workerShutdownTimeoutMs);
      yield {
        message: `upstream ${upstream.name} has health checks and no waiting timeout`,
        mend: `Add to the upstream: drain_timeout ${timeText(wait)};`,
        place: upstream.place,
        edits: addInto(written.at(upstream.place), `drain_timeout ${timeText(wait)};`),
      };
    }
  },
};

/**
 * As long as a request may be silent, but before the hard stop: W (drain_timeout) <
 * worker_shutdown_timeout.
 */
function waitMs(readTimeoutMs: number, shutdownMs: number | null): number {
  if (shutdownMs === null || readTimeoutMs < shutdownMs) return readTimeoutMs;
  return Math.max(1, Math.floor(shutdownMs * 0.8));
}
