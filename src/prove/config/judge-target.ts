import type { TargetProof } from '../../model/prove-config.js';
import type { Held } from './hold-order.js';

interface Judged {
  readonly target: number;
  /** The prediction with the mend; null = no limit. */
  readonly promised: number | null;
  readonly held: Pick<Held, 'held' | 'refused'>;
  /** How much less the engine is known to hold: see `compare`. */
  readonly tolerance: number;
  /** How the count differs from the prediction, if the target is not held. */
  readonly elsewise: string | undefined;
}

/** Whether the target is held, and whether the prediction with the mend said so. */
export function judgeTarget({
  target,
  promised,
  held: { held, refused },
  tolerance,
  elsewise,
}: Judged): Pick<TargetProof, 'holds' | 'agrees' | 'disagreement'> {
  const holds = held >= target;
  const isPromised = promised === null || promised >= target;
  const disagreement = disagreementOf();
  return { holds, agrees: disagreement === null, ...(disagreement !== null && { disagreement }) };

  function disagreementOf(): string | null {
    if (holds && isPromised) return null;
    if (holds) return `${promised} were predicted with the mend, and ${held} are held`;
    if (!isPromised) return elsewise ?? null;
    if (held >= target - tolerance) {
      return `${target} were promised with the mend, which is made for nginx: the bundled proxy keeps an eighth of its slots for those who are in, and ${held} were held`;
    }
    const by = refused?.limit ? `: ${refused.limit} refused the others` : '';
    return `${target} were promised with the mend, and ${held} were held${by}`;
  }
}
