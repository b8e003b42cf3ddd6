import type { Evidence } from '../evidence.js';
import { type Finding, skip } from '../finding.js';

/** What of the evidence not every run has: where it is, and what to say where there is none. */
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

/** What a check is handed of what it needs. */
type Given = { readonly [N in Need]: NonNullable<ReturnType<(typeof NEEDS)[N]['of']>> };

export interface Check {
  readonly needs: readonly Need[];
  /** Without evidence it skips, it never passes. */
  judge(evidence: Evidence): Finding;
  /** Why a run says nothing in which this is a witness, and could not be judged. */
  readonly blind?: string;
  /** Why a run says nothing in which this alone failed; null = it does say something. */
  voids?(evidence: Evidence, failed: Pick<Finding, 'actual'>): string | null;
}

interface CheckDefinition<N extends Need> extends Omit<Check, 'judge'> {
  readonly needs: readonly N[];
  /** What has to hold, for a run in which that cannot be judged. */
  readonly holds: string;
  judge(evidence: Evidence, given: Pick<Given, N>): Finding;
}

/** A check that is skipped wherever something of what it needs is missing. */
export function defineCheck<const N extends Need>(definition: CheckDefinition<N>): Check {
  const { needs, holds, judge } = definition;
  return {
    ...definition,
    judge(evidence) {
      const missing = needs.find((need) => NEEDS[need].of(evidence) === null);
      if (missing !== undefined) return skip(holds, NEEDS[missing].missing);
      const given = Object.fromEntries(needs.map((need) => [need, NEEDS[need].of(evidence)]));
      return judge(evidence, given as Pick<Given, N>);
    },
  };
}
