import type { LintRule } from '../rule.js';

export const shutdownTimeoutMissing: LintRule = {
  severity: 'info',
  why: 'On quit and on reload a worker stays until its last connection ends; long-lived ones keep old workers, and their memory, for days.',
  *find({ config, passes, written }) {
    if (config.shape === 'fragment' || config.workerShutdownTimeoutMs !== null) return;
    const [events] = written.named('events');
    if (!events || passes.length === 0) return;
    yield {
      message: 'no worker_shutdown_timeout: a quitting worker waits for ever',
      mend: 'Set worker_shutdown_timeout above the longest request and drain_timeout.',
      place: events.place,
    };
  },
};
