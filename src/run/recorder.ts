import type {
  HealthProbe,
  KernelCount,
  PulseSpan,
  SocketWatch,
  TesterSample,
} from '../model/ledger.js';
import type { Disturbance } from '../model/run-account.js';
import type { CommandReport, MemoryUse, PhaseSpan, Timeline } from '../model/run-result.js';
import type { Clock } from './clock.js';

/** One sample of the load while it runs. */
export interface LoadSample {
  readonly open: number;
  readonly inFlight: number;
  readonly requests: number;
  readonly lagMs: number;
}

interface Row extends LoadSample {
  readonly atMs: number;
}

/** What the conductor itself records. All times are in milliseconds since the run's start. */
export class Recorder {
  readonly phases: PhaseSpan[] = [];
  readonly probes: HealthProbe[] = [];
  readonly kernel: KernelCount[] = [];
  /** The drained backend's sockets; null = none were seen. */
  sockets: SocketWatch | null = null;
  readonly tester: TesterSample[] = [];
  /** Name of the current phase. */
  stage = 'start';
  /** When the ramp was over; null = it is not. */
  heldFromMs: number | null = null;
  /** When the run began to end; null = it has not. */
  endMs: number | null = null;
  /** The disturbance that commands caused; null = no command was run. */
  disturbance: Disturbance | null = null;
  readonly pulses: PulseSpan[] = [];
  readonly commands: CommandReport[] = [];
  memory: MemoryUse = { perConnection: {}, kernelPerConnection: null };
  /** The run's time zero on the monotonic clock. */
  readonly originMs: number;
  readonly #rows: Row[] = [];

  readonly #clock: Pick<Clock, 'now'>;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    this.originMs = clock.now();
  }

  now(): number {
    return this.#clock.now() - this.originMs;
  }

  /** Runs one phase. Its span is recorded even if the phase ends early. */
  async phase<T>(name: string, work: () => Promise<T>): Promise<T> {
    const startMs = this.now();
    this.stage = name;
    try {
      return await work();
    } finally {
      this.phases.push({ name, startMs, endMs: this.now() });
    }
  }

  sample(sample: LoadSample): void {
    this.#rows.push({ atMs: this.now(), ...sample });
  }

  /**
   * Largest lag of the tester's own event loops between ramp and release. Bounds allow for it. Ramp
   * and release are left out: they are heavy, and nothing is judged by their clock.
   */
  lagMs(workers: readonly TesterSample[] = []): number {
    const fromMs = this.heldFromMs ?? Number.POSITIVE_INFINITY;
    const toMs = this.endMs ?? Number.POSITIVE_INFINITY;
    return [...this.tester, ...workers, ...this.#rows]
      .filter(({ atMs }) => atMs > fromMs && atMs <= toMs)
      .reduce((most, { lagMs }) => Math.max(most, lagMs), 0);
  }

  get peakOpen(): number {
    return this.#rows.reduce((peak, row) => Math.max(peak, row.open), 0);
  }

  timeline(): Timeline {
    const column = (key: keyof Row): number[] => this.#rows.map((row) => row[key]);
    return {
      atMs: column('atMs').map(Math.round),
      open: column('open'),
      inFlight: column('inFlight'),
      requests: column('requests'),
      lagMs: column('lagMs').map(Math.round),
    };
  }
}
