import type { CapacityReport } from '../../model/capacity.js';
import type { ConfigProof, EngineUnderProof } from '../../model/prove-config.js';
import type { Held } from './hold-order.js';

type Compared = Pick<
  ConfigProof,
  'ways' | 'predicted' | 'measured' | 'refused' | 'tolerance' | 'agrees' | 'disagreement'
>;

interface RunBy {
  readonly engine: EngineUnderProof;
  /** Processes. */
  readonly workers: number;
}

/** The calculator's figures beside what was held: counts, and the limit that refused. */
export function compare(report: CapacityReport, held: Held, by: RunBy): Compared {
  const predicted = predictionOf(report);
  const { max, guaranteed, binding } = predicted;
  const tolerance = toleranceOf(by, max, binding?.limit ?? null);
  const disagreement = disagreementOf({ max, guaranteed, tolerance }, binding?.limit ?? null, held);
  return {
    ways: held.ways,
    predicted,
    measured: { held: held.held, firstRefusal: held.firstRefusal },
    refused: held.refused,
    tolerance,
    agrees: disagreement === null,
    ...(disagreement !== null && { disagreement }),
  };
}

/**
 * Descriptors of Node in a worker of the bundled proxy, beyond those of an nginx worker; measured:
 * 20 to 24.
 */
const NODE_DESCRIPTORS = 24;

/**
 * The bundled proxy stops accepting while an eighth of its slots is left, which is for clients
 * already connected.
 */
function toleranceOf({ engine, workers }: RunBy, max: number | null, limit: string | null): number {
  if (engine !== 'bundled' || max === null) return 0;
  if (limit === 'worker_connections') return Math.ceil(max / 8);
  // Its workers report connections to each other only ten times a second.
  if (limit === 'max_conns') return (workers - 1) * max;
  return limit === 'nofile' ? Math.ceil(max / 8) + (workers * NODE_DESCRIPTORS) / 2 : 0;
}

interface Span {
  readonly max: number | null;
  readonly guaranteed: number | null;
  readonly tolerance: number;
}

function disagreementOf(
  { max, guaranteed, tolerance }: Span,
  limit: string | null,
  { held, refused }: Held,
): string | null {
  if (!refused && (max === null || held < max)) {
    return `${held} were held and none was refused: more cannot be opened from here`;
  }
  if (max === null) return `no limit is predicted, and ${held} were held`;
  if (held > max + tolerance) return `${held - max} more were held than predicted`;
  const least = guaranteed ?? max;
  if (held < least - tolerance) return `${least - held} fewer were held than predicted`;
  if (refused?.limit && limit !== null && refused.limit !== limit) {
    return `${limit} was predicted to refuse, and ${refused.limit} did`;
  }
  return null;
}

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
