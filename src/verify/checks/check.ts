import type { Evidence } from '../evidence.js';
import { type Finding, skip } from '../finding.js';

/** Evidence that not every run has: where it is found, and what to say if it is missing. */
const NEEDS = {
  flip: {
    of: ({ maintenance }: Evidence) => maintenance,
    missing: 'maintenance was never switched on',
  },
  disturbance: {
    of: ({ disturbance }: Evidence) => disturbance,
    missing: 'nothing was done to the deployment',
  },
  pulses: {
    of: ({ ledger }: Evidence) => (ledger.pulses.length > 0 ? ledger.pulses : null),
    missing: 'no pulse was sent',
  },
  'server-ledgers': {
    of: ({ ledger }: Evidence) => ledger.servers,
    missing: 'no ledger of the backend servers',
  },
} as const;

export type Need = keyof typeof NEEDS;

/** The needed evidence, as a check receives it. */
type Given = { readonly [N in Need]: NonNullable<ReturnType<(typeof NEEDS)[N]['of']>> };

interface Blind {
  readonly unseen: string;
  /** What would show it, in a run that has the evidence which the check needs. */
  readonly mend: string;
}

export interface Check {
  readonly needs: readonly Need[];
  /** Without evidence the result is `skip`, never `pass`. */
  judge(evidence: Evidence): Finding;
  /** The evidence that it needs and that is missing, in words; null = none is missing. */
  missing(evidence: Evidence): string | null;
  /** Why a run proves nothing if this check is a witness and could not be judged. */
  readonly blind?: Blind;
  /** Why a run proves nothing if only this check failed; null = the run does prove something. */
  voids?(evidence: Evidence, failed: Pick<Finding, 'actual'>): string | null;
}

interface CheckDefinition<N extends Need> extends Omit<Check, 'judge' | 'missing'> {
  readonly needs: readonly N[];
  /** What the check requires, for a run in which it cannot be judged. */
  readonly holds: string;
  judge(evidence: Evidence, given: Pick<Given, N>): Finding;
}

/** Defines a check that is skipped if any evidence that it needs is missing. */
export function defineCheck<const N extends Need>(definition: CheckDefinition<N>): Check {
  const { needs, holds, judge } = definition;
  const missingIn = (evidence: Evidence): string | null => {
    const need = needs.find((one) => NEEDS[one].of(evidence) === null);
    return need === undefined ? null : NEEDS[need].missing;
  };
  return {
    ...definition,
    missing: missingIn,
    judge(evidence) {
      const missing = missingIn(evidence);
      if (missing !== null) return skip(holds, missing);
      const given = Object.fromEntries(needs.map((need) => [need, NEEDS[need].of(evidence)]));
      return judge(evidence, given as Pick<Given, N>);
    },
  };
}
