import { plainOrigin } from '../../../src/lib/address/origin.js';
import type { Fleet, LoadRecords } from '../../../src/load/fleet.js';
import type { Scenario, Step } from '../../../src/model/scenario.js';
import type { Loop } from '../../../src/net/loop.js';
import { carryOut, type Outcome } from '../../../src/run/carry-out.js';
import { Guarantees } from '../../../src/run/guarantees.js';
import { Harvest } from '../../../src/run/harvest.js';
import { Maintenance } from '../../../src/run/maintenance/maintenance.js';
import { PHASES } from '../../../src/run/phases/registry.js';
import type { Play } from '../../../src/run/play.js';
import { Recorder } from '../../../src/run/recorder.js';
import { maintenance as maintenanceKind } from '../../../src/run/scenarios/maintenance.js';
import type { Target } from '../../../src/run/targets/target.js';
import { createWaiter } from '../../../src/run/wait.js';
import { Watches } from '../../../src/run/watch/watches.js';
import { FakeClock } from './fake-clock.js';

export const HOLD_MS = 3000;
const NEVER = new Promise<never>(() => undefined);
const BACKEND = {
  name: 'a',
  origin: plainOrigin({ address: '127.0.0.1', port: 18_081 }),
  healthPath: '/health_check/',
  healthFields: '',
  healthTalks: true,
  maintenanceFile: null,
};

const SCENARIO: Scenario = {
  schema: 'tidegate.scenario/1',
  name: 'fake',
  description: '',
  plays: 'maintenance',
  topology: { frontend: null, backends: [] },
  load: { connections: 8, rampMs: 1000, sources: null, bind: 'late', mix: [] },
  maintenance: {
    backend: 'a',
    holdMs: HOLD_MS,
    settleMs: 1000,
    returnMs: 4000,
    file: 'maintaining.html',
    healthUri: '/health_check/',
    page: 'maintaining',
  },
  score: null,
};

export const NOTHING: LoadRecords = {
  connections: [],
  requests: [],
  tester: [],
  thinned: null,
  latency: { count: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0, histogram: '' },
};

/** What a test can make fail; each is logged under its name. */
export interface Faults {
  readonly fleet?: Partial<Fleet>;
  readonly on?: () => Promise<void>;
  readonly off?: () => Promise<void>;
  readonly ledgers?: Target['ledgers'];
}

/** A run without processes, sockets or waiting. Everything that happens is in `log`, in order. */
export class FakeRun {
  readonly log: string[] = [];
  readonly clock = new FakeClock();
  readonly recorder = new Recorder(this.clock);
  readonly interrupt = new AbortController();
  readonly score: readonly Step[];
  readonly play: Play;
  #die: (error: Error) => void = () => undefined;

  constructor(faults: Faults = {}, score: readonly Step[] = maintenanceKind.phases(SCENARIO)) {
    this.score = score;
    const note = (word: string): void => void this.log.push(word);
    const failure = new Promise<never>((_resolve, reject) => {
      this.#die = reject;
    });
    const fleet = { ...this.#fleet(), ...faults.fleet };
    const target = this.#target(faults, failure);
    const watch = (name: string) => () => {
      note(`watch ${name}`);
      return { look: () => note(`look at ${name}`), stop: () => note(`stop ${name}`) };
    };
    this.play = {
      scenario: SCENARIO,
      target,
      fleet,
      loop: null as unknown as Loop,
      recorder: this.recorder,
      waiter: createWaiter(this.interrupt.signal, failure, this.clock),
      watches: new Watches({ health: watch('health'), sockets: watch('sockets') }),
      guarantees: new Guarantees(),
      harvest: new Harvest({
        fleet,
        target,
        load: SCENARIO.load,
        patienceMs: 10_000,
        clock: this.clock,
      }),
      looks: {
        established: async () => SCENARIO.load.connections,
        memory: async () => ({ groups: new Map(), slab: null }),
      },
    };
  }

  run(): Promise<Outcome> {
    return carryOut(this.play, this.score, PHASES, this.interrupt.signal);
  }

  /** Does something as soon as a phase with this title is under way. */
  during(title: string, act: () => void): void {
    const look = (): void => {
      if (this.recorder.stage === title) act();
      else setImmediate(look);
    };
    look();
  }

  /** A box of the target ends by itself. */
  die(error: Error): void {
    this.#die(error);
  }

  /** How often a word is in the log. */
  count(word: string): number {
    return this.log.filter((entry) => entry === word).length;
  }

  #fleet(): Fleet {
    const note = (word: string): void => void this.log.push(word);
    return {
      engine: 'node',
      pids: [],
      rampDone: Promise.resolve(),
      failure: NEVER,
      start: () => note('open'),
      watch: () => note('newcomers'),
      mark: (disturbed) => note(`mark ${disturbed}`),
      pulse: async () => ({ asked: 8, answered: 8 }),
      lastServedMs: () => this.recorder.now(),
      progress: () => ({ ...COUNTS, lagMs: 0 }),
      finish: async (graceMs) => {
        note(graceMs > 2000 ? 'release' : 'release at once');
        return NOTHING;
      },
      partial: () => NOTHING,
      intactUntilMs: () => null,
      kill: () => note('kill'),
    };
  }

  #target(faults: Faults, failure: Promise<never>): Target {
    const { clock, log } = this;
    const switching = (word: string, act: (() => Promise<void>) | undefined) => async () => {
      log.push(word);
      await act?.();
      return clock.now();
    };
    return {
      frontend: null,
      entry: plainOrigin({ address: '127.0.0.1', port: 18_080 }),
      entryBox: 'frontend',
      speaksTidegate: true,
      backendHeader: 'x-tidegate-backend',
      namesBackends: true,
      headerFields: '',
      references: [],
      boxes: {},
      pids: new Map(),
      transitions: () => [],
      ledgers:
        faults.ledgers ??
        (() => {
          log.push('ledgers');
          return [];
        }),
      mark: () => undefined,
      failure,
      stop: async () => undefined,
      maintenance: new Maintenance({
        backends: [BACKEND],
        drained: BACKEND,
        flip: { on: switching('on', faults.on), off: switching('off', faults.off), commands: [] },
        health: { intervalMs: 500, jitterMs: 0, fails: 1, passes: 2, waitMs: 8000 },
        page: 'maintaining',
        pageTold: true,
        reportsTransitions: true,
        promises: { rise: true, wait: true },
        announce: (on) => void log.push(`announce ${on}`),
      }),
    };
  }
}

const COUNTS = {
  planned: 8,
  connecting: 0,
  open: 8,
  opened: 8,
  failed: 0,
  ended: 0,
  reconnects: 0,
  requests: 0,
  inFlight: 0,
};
