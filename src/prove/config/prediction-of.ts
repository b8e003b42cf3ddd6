import type { CapacityReport } from '../../model/capacity.js';
import type { ConfigProof } from '../../model/prove-config.js';

/** The calculator's figures for a whole configuration. */
export function predictionOf(report: CapacityReport): ConfigProof['predicted'] {
  const { max, binding } = report.endToEnd;
  return { max, guaranteed: guaranteedOf(report), binding };
}

/** For each tuple the kernel may stop one port before the end of an odd range. */
function guaranteedOf({ endToEnd: { max }, hops }: CapacityReport): number | null {
  const least = hops.flatMap(({ guaranteed }) => guaranteed ?? []);
  if (max === null || least.length === 0) return max;
  return Math.min(max, ...least);
}
