import { formatCount } from '../../../../../lib/units.js';
import type { BindLine } from '../../../../../model/haproxy/hop-haproxy.js';
import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import type { LintInput, LintRule } from '../../rule.js';

/**
 * Without a `backlog`, HAProxy uses the maxconn of the line, of the frontend or of the process.
 * Source: listener.c, listener_backlog; measured with 2.6.12 (`ss -ltn`).
 */
export const backlogAboveSomaxconn: LintRule = {
  ...SHARED_RULES.BACKLOG_ABOVE_SOMAXCONN,
  *find({ config, facts, hops }) {
    const somaxconn = facts.tcp?.somaxconn;
    if (somaxconn === undefined) return;
    const raise = (backlog: number) => `Raise it: sysctl -w net.core.somaxconn=${backlog}`;
    const unsaid: { readonly line: BindLine; readonly backlog: number }[] = [];
    for (const { bindLines, backlog, maxconn } of config.frontends) {
      for (const line of bindLines) {
        const written = line.backlog ?? backlog;
        const whole = written ?? line.maxconn ?? maxconn ?? processMaxconn(config, hops);
        if (whole <= somaxconn || !line.place) continue;
        if (written === null) unsaid.push({ line, backlog: whole });
        else {
          yield {
            message: `backlog ${formatCount(whole)} is above somaxconn, ${formatCount(somaxconn)}`,
            mend: raise(whole),
            place: line.place,
          };
        }
      }
    }
    const [first] = unsaid;
    if (!first?.line.place) return;
    const most = unsaid.reduce((largest, { backlog }) => Math.max(largest, backlog), 0);
    const many = unsaid.length > 1 ? `, of ${unsaid.length} bind lines,` : '';
    yield {
      message: `HAProxy's default backlog${many} is its maxconn, ${formatCount(most)}, above somaxconn, ${formatCount(somaxconn)}`,
      mend: `${raise(most)}; or write the backlog that bursts need.`,
      place: first.line.place,
      severity: 'info',
    };
  },
};

/** As written, or as HAProxy computes it; 0 = unknown. */
function processMaxconn({ global }: LintInput['config'], hops: LintInput['hops']): number {
  const computed = hops.map(({ capacity }) => {
    const limit = capacity.limits.find(({ id }) => id === 'maxconn');
    return Number(limit?.inputs.process ?? 0);
  });
  return global.maxconn ?? Math.max(0, ...computed.slice(0, 1));
}
