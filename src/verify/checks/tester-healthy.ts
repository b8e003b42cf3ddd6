import { groupBy } from '../../lib/group-by.js';
import { formatMs } from '../../lib/units.js';
import { at, count, describeConnection } from '../describe.js';
import { type Finding, fail, pass, samplesOf, skip, TESTER, warn } from '../finding.js';
import { countOf, select } from '../selection.js';
import { defineCheck } from './check.js';

/**
 * The tester's lag is added to every bound. Above the first value it is worth a warning; above the
 * second no bound means anything.
 */
const LAG_WARN_MS = 500;
const LAG_LIMIT_MS = 2000;
/** A process that used more than this share of its core in over half of its samples limited the run. */
const CPU_LIMIT = 0.95;

/** The tester's own ports, descriptors, CPU and event loop did not limit the run. */
export const testerHealthy = defineCheck({
  needs: [],
  holds: 'the tester was not the limit',
  judge(evidence): Finding {
    const { tester } = evidence.ledger;
    const expected = `no port or descriptor short, event-loop lag under ${formatMs(LAG_LIMIT_MS)}, CPU to spare`;
    // A visit is opened beside the load and is no part of it: it is left out if there is no port
    // for it.
    const short = select(
      evidence.ended,
      ({ end, kind }) => kind !== 'visit' && (end === 'no-port' || end === 'no-descriptor'),
    );
    if (short.length > 0) {
      const actual = `${count(countOf(short), 'connection')} failed because the tester had no port or descriptor left`;
      return fail(expected, actual, TESTER, samplesOf(short, describeConnection));
    }
    if (tester.length === 0) return skip(expected, 'the tester was not watched');
    const worst = tester.reduce((a, b) => (b.lagMs > a.lagMs ? b : a));
    const lag = `largest lag ${formatMs(worst.lagMs)} (${worst.process}, ${at(worst.atMs)})`;
    if (worst.lagMs > LAG_LIMIT_MS) return fail(expected, lag, TESTER);
    for (const [process, samples] of groupBy(tester, (sample) => sample.process)) {
      const full = samples.filter(({ cpu }) => cpu >= CPU_LIMIT).length;
      if (full > samples.length / 2) {
        return fail(
          expected,
          `${process} was out of CPU in ${full} of ${count(samples.length, 'sample')}`,
          TESTER,
        );
      }
    }
    return worst.lagMs > LAG_WARN_MS
      ? warn(expected, `${lag}, added to every bound`)
      : pass(expected, lag);
  },
});
