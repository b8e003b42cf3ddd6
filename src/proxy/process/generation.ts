import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { monotonicMs } from '../../lib/clock.js';
import { TidegateError } from '../../lib/errors.js';
import type { EngineChoice } from '../../model/engine.js';
import type { NginxConfig } from '../../model/nginx.js';
import { startWorker } from '../../net/worker-process.js';
import type { ErrorLog } from '../log/error-log.js';
import type { LogFiles } from '../log/log-files.js';
import type { CheckCounts, PeerRef, PeerState } from '../messages.js';
import { workerCount } from './descriptors.js';
import type { OpenSockets } from './listening-sockets.js';
import { countsElsewhere } from './shared-counts.js';
import type { FromWorker, PeerCounts, ToWorker } from './worker-messages.js';

const WORKER_ENTRY = new URL('./worker.js', import.meta.url);
/**
 * Size of V8's young memory in megabytes, which V8 reaches under load anyway. With the initial size
 * of one megabyte, data of requests in flight is copied repeatedly, for a tenth of the time.
 */
const YOUNG_MEMORY = '--min-semi-space-size=16';
/** A worker that dies sooner than this after its start is replaced only after this time. */
const RESTART_MS = 500;
/** A worker that was told to end at once and has not ended by then is killed, as in nginx. */
const END_MS = 1000;

export interface GenerationOptions {
  readonly config: NginxConfig;
  readonly prefix: string;
  readonly engine: EngineChoice;
  readonly sockets: OpenSockets;
  /** Its logs in the master; closed when the last of its workers has ended. */
  readonly files: LogFiles;
  readonly log: ErrorLog;
  /** User id of the workers; null = that of this process. */
  readonly uid: number | null;
  /** Servers that health checks report as down at the time of the call. */
  readonly down: () => readonly PeerRef[];
}

/** One configuration and the workers that run it, from their start until the last one has ended. */
export class Generation {
  readonly #options: GenerationOptions;
  readonly #workers = new Map<number, ChildProcess>();
  readonly #counts = new Map<number, PeerCounts>();
  /** Workers to be replaced, each at its time. */
  readonly #respawns = new Set<NodeJS.Timeout>();
  #ending = false;

  constructor(options: GenerationOptions) {
    this.#options = options;
  }

  /** Resolves when all workers accept. @throws TidegateError WORKER_FAILED */
  async start(): Promise<void> {
    this.#options.log.write('notice', 'start worker processes');
    await Promise.all(
      Array.from({ length: workerCount(this.#options.config) }, (_, id) => this.#spawn(id)),
    );
  }

  mark(peer: PeerRef, state: PeerState): void {
    this.#tellAll({ type: 'peer', state, ...peer });
  }

  noteChecks(peer: PeerRef, counts: CheckCounts): void {
    this.#tellAll({ type: 'checked', counts, ...peer });
  }

  /** In this process and in every worker. */
  reopenLogs(): void {
    const { files, log, uid } = this.#options;
    files.reopen(({ message }) => log.write('emerg', message), uid);
    this.#tellAll({ type: 'reopen' });
  }

  /** Requests in flight are finished; each worker cuts them itself after worker_shutdown_timeout. */
  async quit(): Promise<void> {
    this.#endRespawns();
    this.#tellAll({ type: 'quit' });
    await this.#emptied();
  }

  /** Every worker is ended at once. */
  async stop(): Promise<void> {
    this.#endRespawns();
    for (const worker of this.#workers.values()) worker.kill('SIGTERM');
    const patience = setTimeout(() => {
      for (const worker of this.#workers.values()) worker.kill('SIGKILL');
    }, END_MS);
    await this.#emptied();
    clearTimeout(patience);
  }

  #endRespawns(): void {
    this.#ending = true;
    for (const respawn of this.#respawns) clearTimeout(respawn);
  }

  async #emptied(): Promise<void> {
    await Promise.all([...this.#workers.values()].map(exited));
    this.#options.files.close();
  }

  async #spawn(id: number): Promise<void> {
    const { config, prefix, engine, sockets, log, down } = this.#options;
    const worker = startWorker({
      nodeArgs: [YOUNG_MEMORY],
      entry: WORKER_ENTRY,
      name: `proxy worker ${id}`,
      listenFds: [...sockets.values()].map(({ fd }) => fd),
    });
    const startedMs = monotonicMs();
    this.#workers.set(id, worker);
    log.write('notice', `start worker process ${worker.pid}`);
    worker.once('exit', (code, signal) =>
      this.#onExit(id, startedMs, exitOf(worker, code, signal)),
    );
    // If the system has no process or descriptor left, there is no exit event either.
    worker.on('error', ({ message }) => {
      if (worker.pid === undefined) this.#onExit(id, startedMs, `a worker process: ${message}`);
    });
    const listens = [...sockets.keys()];
    send(worker, { type: 'start', config, prefix, engine, listens, down: down() });
    const first = await Promise.race([
      once(worker, 'message').then(([message]) => message as FromWorker),
      exited(worker).then(() => null),
    ]);
    if (first?.type !== 'ready') {
      worker.kill('SIGKILL');
      const why = first?.type === 'failed' ? first.message : 'it ended before it was ready';
      throw new TidegateError('WORKER_FAILED', `a proxy worker could not start: ${why}`);
    }
    worker.on('message', (message: FromWorker) => this.#onMessage(id, message));
  }

  #onMessage(id: number, message: FromWorker): void {
    if (message.type !== 'counts') return;
    this.#counts.set(id, message.counts);
    this.#shareCounts();
  }

  /** Sent to all workers, also to the one that reported, because a new worker knows nothing yet. */
  #shareCounts(): void {
    for (const [id, worker] of this.#workers) {
      send(worker, { type: 'elsewhere', counts: countsElsewhere(this.#counts, id) });
    }
  }

  #onExit(id: number, startedMs: number, what: string): void {
    const { log } = this.#options;
    this.#workers.delete(id);
    if (this.#counts.delete(id)) this.#shareCounts();
    log.write(this.#ending ? 'notice' : 'alert', what);
    if (this.#ending) return;
    const livedMs = monotonicMs() - startedMs;
    const respawn = setTimeout(
      () => {
        this.#respawns.delete(respawn);
        this.#spawn(id).catch((error: unknown) => log.write('alert', String(error)));
      },
      Math.max(0, RESTART_MS - livedMs),
    );
    this.#respawns.add(respawn);
  }

  #tellAll(message: ToWorker): void {
    for (const worker of this.#workers.values()) send(worker, message);
  }
}

function exitOf({ pid }: ChildProcess, code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === null) return `worker process ${pid} exited with code ${code}`;
  return `worker process ${pid} exited on signal ${constants.signals[signal]}`;
}

function send(worker: ChildProcess, message: ToWorker): void {
  if (worker.connected) worker.send(message, () => undefined);
}

async function exited(worker: ChildProcess): Promise<void> {
  if (worker.pid === undefined) return;
  if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit');
}
