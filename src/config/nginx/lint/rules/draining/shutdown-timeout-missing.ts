import type { LintRule } from '../../rule.js';
import { longestWait, shutdownPlace, timeAbove } from '../../shutdown-time.js';

export const shutdownTimeoutMissing: LintRule = {
  severity: 'info',
  why: 'On quit and on reload a worker stays until its last connection ends; long-lived ones keep old workers, and their memory, for days.',
  *find({ config, passes, written }) {
    if (config.shape === 'fragment' || config.workerShutdownTimeoutMs !== null) return;
    const [events] = written.named('events');
    if (!events || passes.length === 0) return;
    const longest = longestWait(config);
    yield {
      message:
        'worker_shutdown_timeout is not set: a worker that quits waits for its last connection without end',
      mend: `Write worker_shutdown_timeout ${timeAbove(longest)}; ${shutdownPlace(written)}. It is above ${longest.because}, the longest that is written here; connections that are open when it ends are cut, so make it longer if requests take longer.`,
      place: events.place,
    };
  },
};
