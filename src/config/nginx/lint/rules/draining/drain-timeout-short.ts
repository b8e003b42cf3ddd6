import { timeText } from '../../../values/values.js';
import { checkedUpstreams } from '../../proxied.js';
import type { LintRule } from '../../rule.js';

export const drainTimeoutShort: LintRule = {
  severity: 'info',
  why: 'The waiting timeout has to be at least as long as the slowest honest request; otherwise maintenance cuts requests that would have finished.',
  *find({ config, written }) {
    for (const [upstream, { proxy }] of checkedUpstreams(config)) {
      const wait = upstream.drainTimeoutMs;
      if (wait === null || wait >= proxy.readTimeoutMs) continue;
      yield {
        message: `drain_timeout ${timeText(wait)} is below proxy_read_timeout ${timeText(proxy.readTimeoutMs)}: a request may be silent for longer than it may drain`,
        mend: 'Keep it if no real request takes that long, or raise it.',
        place: written.child(upstream.place, 'drain_timeout')?.place ?? upstream.place,
      };
    }
  },
};
