import type { ChildProcess } from 'node:child_process';
import { TidegateError } from '../lib/errors.js';
import { receivedError } from '../lib/sent-error.js';
import type { Engine } from '../model/engine.js';
import { startWorker } from '../net/worker-process.js';
import type { LoadPlan } from '../plan/load-plan.js';
import { addCounts, type Counts, noCounts } from './counts.js';
import type { FromWorker, RecordBatch, RowLimits, ToWorker } from './messages.js';
import { KeptRecords, type LoadRecords } from './recording/kept-records.js';
import type { PulseCount } from './schedule/pulse.js';

interface FleetProgress extends Readonly<Counts> {
  /** Largest event-loop lag of any worker at its last sample. */
  readonly lagMs: number;
}

/** The load workers and what they report. */
export interface Fleet {
  readonly engine: Engine;
  readonly pids: readonly number[];
  /** Resolves when every planned connection is established in its kind's way, or has failed. */
  readonly rampDone: Promise<void>;
  /**
   * Rejects with WORKER_DIED or with what a worker threw; never resolves. `rampDone` rejects with
   * the same.
   */
  readonly failure: Promise<never>;
  /** @param atMonotonicMs when the ramp begins, on the clock of lib/clock. */
  start(atMonotonicMs: number): void;
  /**
   * The load is established: opens the additional connections (new clients and races) until the
   * finish.
   */
  watch(): void;
  /** A disturbance of the deployment begins or ends: more rows are kept in that time. */
  mark(disturbed: boolean): void;
  /**
   * Asks every established connection for a byte there and back. Resolves when each has answered or
   * ended, or when `withinMs` has passed. Only one pulse at a time.
   */
  pulse(withinMs: number): Promise<PulseCount>;
  /**
   * When the latest request that this backend has answered was sent; null = it has answered none,
   * or answers do not name their backend.
   */
  lastServedMs(backend: string): number | null;
  /** State as of about 200 ms ago. */
  progress(): FleetProgress;
  /**
   * Ends the load in order, with `graceMs` for requests in flight, and then the workers. For a
   * worker that died it returns what that worker had reported. May be called again with less grace.
   */
  finish(graceMs: number): Promise<LoadRecords>;
  /** Records that are complete so far. */
  partial(): LoadRecords;
  /**
   * Run time of the last sample that a worker took before it died. What ended later was ended by
   * its death, because a kernel closes the sockets of a process that is gone. Null = none has died.
   */
  intactUntilMs(): number | null;
  /** Ends the workers at once. */
  kill(): void;
}

export type { LoadRecords };

const ENTRY = new URL('./worker.js', import.meta.url);

/** Starts the workers and gives them the plan; resolves when all are ready to start. */
export async function startFleet(
  plan: LoadPlan,
  workers: number,
  entry: URL = ENTRY,
): Promise<Fleet> {
  const fleet = new WorkerFleet(plan, workers, entry);
  try {
    await Promise.race([fleet.ready, fleet.failure]);
  } catch (error) {
    fleet.kill();
    throw error;
  }
  return fleet;
}

interface Member {
  readonly name: string;
  readonly child: ChildProcess;
  counts: Counts;
  lagMs: number;
  /** Run time of its last sample. */
  sampledMs: number;
  /** Last stage that it reported; `over`: nothing more will arrive from it. */
  stage: 'started' | 'ready' | 'ramped' | 'over';
}

const STAGES = ['started', 'ready', 'ramped', 'over'] as const;

class WorkerFleet implements Fleet {
  engine: Engine = 'node';
  readonly ready: Promise<void>;
  readonly rampDone: Promise<void>;
  readonly failure: Promise<never>;
  readonly #over: Promise<void>;
  readonly #plan: LoadPlan;
  readonly #members: Member[] = [];
  readonly #dead: Member[] = [];
  readonly #kept: KeptRecords;
  readonly #reached = new Map<Member['stage'], () => void>();
  /** The limits that the workers know. */
  #limits: RowLimits;
  readonly #pulsed: PulseCount[] = [];
  #allPulsed: () => void = () => undefined;
  #fail: (error: TidegateError) => void = () => undefined;

  constructor(plan: LoadPlan, workers: number, entry: URL) {
    this.#plan = plan;
    this.#kept = new KeptRecords(plan.load.connections);
    this.#limits = this.#kept.limits;
    this.failure = new Promise<never>((_resolve, reject) => {
      this.#fail = reject;
    });
    // A later await still sees the rejection; this only avoids an unhandled one.
    this.failure.catch(() => undefined);
    this.ready = this.#whenAll('ready');
    this.rampDone = this.#whenAll('ramped');
    this.#over = new Promise((resolve) => this.#reached.set('over', resolve));
    for (let worker = 0; worker < workers; worker++) this.#startMember(worker, workers, entry);
  }

  get pids(): readonly number[] {
    return this.#members.flatMap(({ child }) => child.pid ?? []);
  }

  start(atMonotonicMs: number): void {
    this.#sendAll({ type: 'start', atMs: atMonotonicMs - this.#plan.originMs });
  }

  watch(): void {
    this.#sendAll({ type: 'watch' });
  }

  mark(disturbed: boolean): void {
    this.#sendAll({ type: 'mark', disturbed });
  }

  async pulse(withinMs: number): Promise<PulseCount> {
    this.#pulsed.splice(0);
    const all = new Promise<void>((resolve) => {
      this.#allPulsed = resolve;
    });
    this.#sendAll({ type: 'pulse', withinMs });
    await Promise.race([all, this.failure]);
    const sum = (key: keyof PulseCount): number =>
      this.#pulsed.reduce((total, count) => total + count[key], 0);
    return { asked: sum('asked'), answered: sum('answered') };
  }

  lastServedMs(backend: string): number | null {
    return this.#kept.lastServedMs(backend);
  }

  progress(): FleetProgress {
    const counts = addCounts(this.#members.map((member) => member.counts));
    return { ...counts, lagMs: Math.max(0, ...this.#members.map((member) => member.lagMs)) };
  }

  async finish(graceMs: number): Promise<LoadRecords> {
    this.#sendAll({ type: 'finish', graceMs });
    await this.#over;
    this.kill();
    return this.#kept.records(this.#dead.length === 0);
  }

  partial(): LoadRecords {
    return this.#kept.records(false);
  }

  intactUntilMs(): number | null {
    if (this.#dead.length === 0) return null;
    return Math.min(...this.#dead.map(({ sampledMs }) => sampledMs));
  }

  kill(): void {
    for (const { child } of this.#members) {
      child.removeAllListeners('exit');
      // Messages that are still under way must not change records that were returned.
      child.removeAllListeners('message');
      child.kill('SIGKILL');
    }
  }

  #startMember(worker: number, workers: number, entry: URL): void {
    const name = `load-${worker}`;
    const child = startWorker({ entry, name });
    const member: Member = {
      name,
      child,
      counts: noCounts(),
      lagMs: 0,
      sampledMs: 0,
      stage: 'started',
    };
    this.#members.push(member);
    child.on('message', (message: FromWorker) => this.#take(member, message));
    child.on('error', (error) => this.#fail(workerDied(name, error.message)));
    // 'disconnect' comes after 'exit', when everything that the worker had sent has been read.
    child.on('disconnect', () => this.#reach(member, 'over'));
    child.on('exit', (code, signal) => {
      this.#dead.push(member);
      this.#fail(workerDied(name, signal ?? `exit code ${code}`));
    });
    child.send({ type: 'plan', plan: this.#plan, part: { worker, workers } } satisfies ToWorker);
  }

  #take(member: Member, message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.engine = message.engine;
        this.#reach(member, 'ready');
        break;
      case 'ramped':
        this.#reach(member, 'ramped');
        break;
      case 'pulsed':
        this.#pulsed.push(message.count);
        if (this.#pulsed.length === this.#members.length) this.#allPulsed();
        break;
      case 'done':
        if (member.stage !== 'over') this.#kept.addLatency(message.latency);
        this.#reach(member, 'over');
        break;
      case 'counts':
        member.counts = message.counts;
        break;
      case 'records':
        this.#keep(member, message.batch);
        break;
      case 'failed':
        this.#fail(receivedError(message));
        this.#reach(member, 'over');
        break;
    }
  }

  #keep(member: Member, batch: RecordBatch): void {
    this.#kept.add(batch);
    this.#limitAll();
    const sample = batch.tester.at(-1);
    if (!sample) return;
    member.lagMs = sample.lagMs;
    member.sampledMs = sample.atMs;
  }

  #limitAll(): void {
    const { requests, connections } = this.#kept.limits;
    if (requests === this.#limits.requests && connections === this.#limits.connections) return;
    this.#limits = { requests, connections };
    this.#sendAll({ type: 'limit', limits: this.#limits });
  }

  #reach(member: Member, stage: Member['stage']): void {
    member.stage = stage;
    const rank = STAGES.indexOf(stage);
    if (this.#members.every((other) => STAGES.indexOf(other.stage) >= rank)) {
      this.#reached.get(stage)?.();
    }
  }

  #whenAll(stage: Member['stage']): Promise<void> {
    const reached = new Promise<void>((resolve) => this.#reached.set(stage, resolve));
    const either = Promise.race([reached, this.failure]);
    either.catch(() => undefined);
    return either;
  }

  #sendAll(message: ToWorker): void {
    for (const { child } of this.#members) if (child.connected) child.send(message);
  }
}

function workerDied(name: string, how: string): TidegateError {
  return new TidegateError('WORKER_DIED', `the load worker ${name} ended by itself (${how})`, {
    hint: 'Look for its message above; out of memory is the usual cause: plan fewer connections.',
  });
}
