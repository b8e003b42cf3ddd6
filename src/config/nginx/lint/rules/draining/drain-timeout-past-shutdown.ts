import { timeText } from '../../../values/values.js';
import type { LintRule } from '../../rule.js';
import { longestWait, shutdownPlace, timeAbove } from '../../shutdown-time.js';

export const drainTimeoutPastShutdown: LintRule = {
  severity: 'warning',
  why: 'A worker that is asked to quit closes everything at worker_shutdown_timeout, all at once: what still had time to drain is cut.',
  *find({ config, written }) {
    const stop = config.workerShutdownTimeoutMs;
    if (stop === null) return;
    const longest = longestWait(config);
    for (const { drainTimeoutMs, name, place } of config.http?.upstreams ?? []) {
      if (drainTimeoutMs === null || drainTimeoutMs < stop) continue;
      yield {
        message: `drain_timeout ${timeText(drainTimeoutMs)} of ${name} does not end before worker_shutdown_timeout, ${timeText(stop)}`,
        mend: `Write worker_shutdown_timeout ${timeAbove(longest)}; ${shutdownPlace(written)}, which is above ${longest.because}; or lower drain_timeout.`,
        place: written.child(place, 'drain_timeout')?.place ?? place,
      };
    }
  },
};
