import type { Flip, Ledger } from '../../model/ledger.js';
import type {
  Disturbance,
  DisturbanceWords,
  MaintenanceTerms,
  RunTerms,
} from '../../model/run-account.js';
import { findMarkedDown, type MarkedDown } from './marked-down.js';

/** What a flip adds to the evidence of a run. */
export interface MaintenanceEvidence extends MaintenanceTerms {
  /** Name of the drained backend. */
  readonly drained: string;
  /** When switching on began. */
  readonly beganMs: number;
  /** Tf: when maintenance was on. */
  readonly onMs: number;
  /** When it was off again; null = it never was. */
  readonly offMs: number | null;
  /**
   * Something shows that the switch took effect: a page, or the frontend's report. For the bundled
   * chain it is certain.
   */
  readonly switched: boolean;
  /** Tm. */
  readonly markedDown: MarkedDown;
  /**
   * End of the time in which the drained backend must be left alone: when switching off began, or
   * the end of the run.
   */
  readonly drainEndMs: number;
}

const WORDS: DisturbanceWords = {
  beginning: 'the flip',
  end: 'maintenance off',
  during: 'drain',
  after: 'return',
};

/** null = no flip ever began. */
export function disturbanceOfFlip(flip: Flip | null): Disturbance | null {
  const beganMs = flip?.onBeganMs ?? flip?.onMs;
  if (!flip || beganMs === undefined || beganMs === null) return null;
  return { beganMs, endedMs: flip.offBeganMs ?? flip.offMs, words: WORDS };
}

/** null = maintenance was never switched on. */
export function gatherMaintenance(
  { maintenance, endMs }: RunTerms,
  ledger: Ledger,
  slackMs: number,
): MaintenanceEvidence | null {
  const { flip } = ledger;
  if (!flip || !maintenance || flip.onMs === null) return null;
  const { onMs, offMs, backend } = flip;
  const beganMs = flip.onBeganMs ?? onMs;
  const { detectMs } = maintenance.bounds;
  return {
    ...maintenance,
    drained: backend,
    beganMs,
    onMs,
    offMs,
    switched: maintenance.reportsTransitions || sawSwitch(ledger, backend),
    markedDown: findMarkedDown(ledger.transitions, {
      backend,
      fromMs: beganMs - slackMs,
      toMs: offMs ?? endMs,
      untold: { earliestMs: beganMs, latestMs: onMs + detectMs },
    }),
    drainEndMs: Math.min(flip.offBeganMs ?? offMs ?? endMs, endMs),
  };
}

function sawSwitch({ probes, transitions }: Ledger, drained: string): boolean {
  return (
    probes.some(({ verdict }) => verdict === 'maintenance') ||
    transitions.some(({ backend, state }) => backend === drained && state === 'down')
  );
}
