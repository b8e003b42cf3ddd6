import type { ClientConnection, ClientRequest } from '../model/ledger.js';
import type { SessionKind } from '../model/scenario.js';
import type { Loop } from '../net/loop.js';
import { type PlannedConnection, planConnections } from '../plan/connections.js';
import type { LoadPlan, WorkerPart } from '../plan/load-plan.js';
import { drawFrom } from '../plan/random.js';
import { Client } from './client.js';
import type { ClientContext } from './client-context.js';
import { type Counts, noCounts } from './counts.js';
import { LatencyRecorder } from './latency.js';
import { runAgenda, type TimedAgenda } from './schedule/agenda-timer.js';
import { OverdueSweep } from './schedule/overdue.js';
import { Pulse, type PulseCount } from './schedule/pulse.js';
import { Ramp } from './schedule/ramp.js';
import { Watch } from './schedule/watch.js';
import { createSession } from './sessions/registry.js';

/**
 * A client that lost its connection returns after a random pause, so that not all return at one
 * moment.
 */
const RECONNECT_PAUSE_MS = [50, 500] as const;
/**
 * Last requests are sent at this distance, and closer only when it would use more than half of the
 * grace: a burst of thousands would measure only itself.
 */
const LAST_REQUEST_PACE_MS = 0.5;

export interface GeneratorOptions {
  readonly loop: Loop;
  readonly plan: LoadPlan;
  readonly part: WorkerPart;
  /** Run time in milliseconds. */
  readonly now: () => number;
  readonly takeConnection: (connection: ClientConnection) => void;
  readonly takeRequest: (request: ClientRequest) => void;
}

/** The whole load of one worker: its part of the connections, from the ramp to their end. */
export class Generator {
  readonly counts: Counts = noCounts();
  readonly latency = new LatencyRecorder();
  /**
   * Resolves when every planned connection has opened and is established in its kind's way, or has
   * failed.
   */
  readonly rampDone: Promise<void>;
  readonly #options: GeneratorOptions;
  readonly #timed: TimedAgenda;
  readonly #ramp: Ramp;
  readonly #context: ClientContext;
  /** The context of the additional connections, which are not counted with the planned ones. */
  readonly #watchContext: ClientContext;
  readonly #watch: Watch;
  readonly #overdue: OverdueSweep;
  readonly #clients = new Map<number, Client>();
  #unsettled: number;
  /** Number of connections beyond the planned ones. */
  #further = 0;
  #finishing = false;
  #rampEnded: () => void = () => undefined;
  #allGone: () => void = () => undefined;

  /** @throws TidegateError as planConnections does */
  constructor(options: GeneratorOptions) {
    const { plan, part, now } = options;
    this.#options = options;
    this.#timed = runAgenda(now);
    const { agenda } = this.#timed;
    this.#ramp = new Ramp({
      plan: planConnections(plan.load, plan.ports),
      connections: plan.load.connections,
      part,
      agenda,
      connecting: () => this.counts.connecting,
      open: (connection) => this.#open(connection),
    });
    this.counts.planned = this.#ramp.size;
    this.#unsettled = this.#ramp.size;
    this.rampDone = new Promise((resolve) => {
      this.#rampEnded = resolve;
    });
    this.#context = {
      plan,
      agenda,
      counts: this.counts,
      now,
      recordConnection: options.takeConnection,
      recordRequest: (request) => this.#recordRequest(request),
      settled: ({ index }) => this.#settled(index),
      gone: (connection, lost) => this.#gone(connection, lost),
    };
    this.#watchContext = { ...this.#context, counts: noCounts() };
    const nextIndex = (): number => this.#nextIndex();
    const open = (connection: PlannedConnection): void => this.#open(connection);
    this.#watch = new Watch({ plan, part, agenda, nextIndex, open });
    this.#overdue = new OverdueSweep(agenda, () => this.#clients.values());
  }

  /** @param atMs run time at which the ramp begins. */
  start(atMs: number): void {
    this.#ramp.start(atMs);
    this.#overdue.start(atMs);
    if (this.#unsettled === 0) this.#rampEnded();
  }

  /**
   * The load is established: opens the additional connections (new clients and races) until the
   * finish.
   */
  watch(): void {
    if (!this.#finishing) this.#watch.start(this.#options.now());
  }

  /** Asks every established connection of the load for a sign of life. */
  pulse(withinMs: number): Promise<PulseCount> {
    const pulse = new Pulse();
    const clients = [...this.#clients.values()].filter(({ kind }) => !isBeside(kind));
    pulse.start(clients, this.#timed.agenda, this.#options.now(), withinMs);
    return pulse.over;
  }

  /**
   * Ends in order. Nothing new is sent except the last request of sessions that ask for one;
   * requests in flight may finish within `graceMs` of it. Resolves when every connection is over
   * and recorded.
   */
  async finish(graceMs: number): Promise<void> {
    const { now } = this.#options;
    const { agenda } = this.#timed;
    this.#finishing = true;
    this.#ramp.stop();
    this.#watch.stop();
    const gone = new Promise<void>((resolve) => {
      this.#allGone = resolve;
    });
    const startMs = now();
    const clients = [...this.#clients.values()];
    const spreadMs = Math.min(LAST_REQUEST_PACE_MS * clients.length, graceMs / 2);
    clients.forEach((client, i) => {
      client.finish(startMs + (spreadMs * i) / clients.length);
    });
    const patience = { dueMs: Number.POSITIVE_INFINITY, due: () => this.#abandon() };
    agenda.wake(patience, startMs + spreadMs + graceMs);
    if (this.#clients.size > 0) await gone;
    this.#overdue.stop();
    this.#timed.stop();
  }

  #abandon(): void {
    for (const client of this.#clients.values()) client.abandon();
  }

  #open(connection: PlannedConnection): void {
    const { loop } = this.#options;
    const context = isBeside(connection.session.kind) ? this.#watchContext : this.#context;
    const session = createSession(connection.session);
    this.#clients.set(connection.index, new Client(connection, session, loop, context));
  }

  #settled(index: number): void {
    if (index >= this.#options.plan.load.connections) return;
    this.#unsettled--;
    if (this.#unsettled === 0) this.#rampEnded();
  }

  #gone(connection: PlannedConnection, lost: boolean): void {
    this.#clients.delete(connection.index);
    if (this.#finishing) {
      if (this.#clients.size === 0) this.#allGone();
    } else if (lost) this.#reconnect(connection);
  }

  /** Reconnects once: a connection that is itself a reconnect is not replaced again. */
  #reconnect(lost: PlannedConnection): void {
    const { plan, now } = this.#options;
    if (!plan.reconnect || lost.index >= plan.load.connections) return;
    const index = this.#nextIndex();
    const due = (): void => {
      if (this.#finishing) return;
      this.counts.reconnects++;
      this.#open({ ...lost, index });
    };
    const pauseMs = drawFrom(RECONNECT_PAUSE_MS, plan.seed, lost.index);
    this.#context.agenda.wake({ dueMs: Number.POSITIVE_INFINITY, due }, now() + pauseMs);
  }

  /** Indexes from the planned count on, different for every worker. */
  #nextIndex(): number {
    const { plan, part } = this.#options;
    return plan.load.connections + part.worker + part.workers * this.#further++;
  }

  #recordRequest(request: ClientRequest): void {
    const short = request.kind === 'idle' || request.kind === 'periodic';
    if (short && request.outcome === 'complete' && request.endMs !== null) {
      this.latency.record(request.endMs - request.scheduledMs);
    }
    this.#options.takeRequest(request);
  }
}

/** Whether a connection of this kind is opened in addition to the load, for a short time. */
function isBeside(kind: SessionKind): boolean {
  return kind === 'visit' || kind === 'race';
}
