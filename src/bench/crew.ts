import type { ChildProcess } from 'node:child_process';
import { monotonicMs } from '../lib/clock.js';
import { TidegateError } from '../lib/errors.js';
import { receivedError } from '../lib/sent-error.js';
import type { Engine } from '../model/engine.js';
import { startWorker } from '../net/worker-process.js';
import type { BenchWorkerReport, FromBenchWorker, ToBenchWorker } from './bench-messages.js';
import type { BenchPlan } from './bench-plan.js';

const ENTRY = new URL('./worker/worker.js', import.meta.url);
/** The workers are told of the start this long before it. */
const NOTICE_MS = 30;

export interface CrewReport {
  readonly engine: Engine;
  readonly workers: readonly BenchWorkerReport[];
}

/**
 * Runs a plan on this many worker processes, to its end or until `signal` aborts it; then it
 * reports what was measured so far. A target to which no connection opens is given up at once.
 * @throws TidegateError WORKER_DIED, or what a worker threw
 */
export async function runCrew(
  plan: BenchPlan,
  workers: number,
  signal?: AbortSignal,
): Promise<CrewReport> {
  const crew = new Crew(plan, workers);
  const stop = (): void => crew.sendAll({ type: 'stop' });
  signal?.addEventListener('abort', stop);
  try {
    return await crew.run(signal?.aborted ?? false);
  } finally {
    signal?.removeEventListener('abort', stop);
    crew.kill();
  }
}

class Crew {
  readonly #children: ChildProcess[] = [];
  readonly #reports: BenchWorkerReport[] = [];
  readonly #plan: BenchPlan;
  readonly #workers: number;
  #engine: CrewReport['engine'] = 'node';
  #ready = 0;
  #opened = 0;
  #resolve: (report: CrewReport) => void = () => undefined;
  #reject: (error: TidegateError) => void = () => undefined;

  constructor(plan: BenchPlan, workers: number) {
    this.#plan = plan;
    this.#workers = workers;
  }

  run(stopAtOnce: boolean): Promise<CrewReport> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      for (let worker = 0; worker < this.#workers; worker++) this.#start(worker);
      if (stopAtOnce) this.sendAll({ type: 'stop' });
    });
  }

  sendAll(message: ToBenchWorker): void {
    for (const child of this.#children) if (child.connected) child.send(message);
  }

  kill(): void {
    for (const child of this.#children) {
      child.removeAllListeners('exit');
      child.kill('SIGKILL');
    }
  }

  #start(worker: number): void {
    const name = `bench-${worker}`;
    const child = startWorker({ entry: ENTRY, name });
    this.#children.push(child);
    child.on('message', (message: FromBenchWorker) => this.#take(message));
    child.on('error', (error) => this.#reject(workerDied(name, error.message)));
    child.on('exit', (code, signal) => {
      this.#reject(workerDied(name, signal ?? `exit code ${code}`));
    });
    const part = { worker, workers: this.#workers };
    child.send({ type: 'plan', plan: this.#plan, part } satisfies ToBenchWorker);
  }

  #take(message: FromBenchWorker): void {
    switch (message.type) {
      case 'ready':
        this.#engine = message.engine;
        this.#opened += message.opened;
        if (++this.#ready === this.#workers) this.#begin();
        break;
      case 'done':
        this.#reports.push(message.report);
        if (this.#reports.length < this.#workers) break;
        this.#resolve({ engine: this.#engine, workers: this.#reports });
        break;
      case 'failed':
        this.#reject(receivedError(message));
        break;
    }
  }

  #begin(): void {
    if (this.#opened === 0) this.sendAll({ type: 'stop' });
    else this.sendAll({ type: 'start', atMs: monotonicMs() + NOTICE_MS });
  }
}

function workerDied(name: string, how: string): TidegateError {
  return new TidegateError('WORKER_DIED', `the worker ${name} ended by itself (${how})`, {
    hint: 'Look for its message above; out of memory is the usual cause: use fewer connections.',
  });
}
