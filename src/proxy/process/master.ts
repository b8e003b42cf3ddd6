import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { monotonicMs } from '../../lib/clock.js';
import { TidegateError } from '../../lib/errors.js';
import type { NginxConfig } from '../../model/nginx.js';
import { createLoop, type EngineChoice } from '../../net/create-loop.js';
import type { Listener } from '../../net/loop.js';
import { startWorker } from '../../net/worker-process.js';
import { HealthMonitor } from '../health/monitor.js';
import type { FromProxy, PeerRef, PeerState } from '../messages.js';
import { createProxy } from '../proxy.js';
import { DEFAULT_BACKLOG, listensOf } from '../site/listens.js';
import { resolveNames } from './resolve-names.js';
import { countsElsewhere } from './shared-counts.js';
import type { FromWorker, PeerCounts, ToWorker } from './worker-messages.js';

const WORKER_ENTRY = new URL('../worker.js', import.meta.url);
/** A worker that dies again and again is not started faster than this. */
const RESTART_MS = 500;

export interface MasterOptions {
  readonly prefix: string;
  readonly engine: EngineChoice;
  /** What happens, as it is told to a parent process. */
  readonly tell: (message: FromProxy) => void;
  /** A worker died and was replaced, or could not start. */
  readonly warn: (text: string) => void;
}

/** The bundled proxy as a program: one master that listens and checks, and its workers. */
export class Master {
  readonly #config: NginxConfig;
  readonly #options: MasterOptions;
  readonly #workers = new Map<number, ChildProcess>();
  readonly #counts = new Map<number, PeerCounts>();
  readonly #down = new Map<string, PeerRef>();
  #listeners: readonly Listener[] = [];
  #listens: readonly string[] = [];
  #health: HealthMonitor | null = null;
  #closeLoop: () => void = () => undefined;
  #stopping = false;
  #stopped = false;

  private constructor(config: NginxConfig, options: MasterOptions) {
    this.#config = config;
    this.#options = options;
  }

  /**
   * Opens the sockets, starts the workers and resolves when all of them accept.
   * @throws TidegateError CONFIG_*, HOST_NOT_FOUND, LISTEN_*, WORKER_FAILED
   */
  static async start(written: NginxConfig, options: MasterOptions): Promise<Master> {
    const master = new Master(await resolveNames(written), options);
    try {
      await master.#start();
    } catch (error) {
      await master.stop();
      throw error;
    }
    return master;
  }

  /** Compiles everything and opens nothing: `-t`. @throws TidegateError CONFIG_*, HOST_NOT_FOUND */
  static async check(written: NginxConfig, prefix: string, engine: EngineChoice): Promise<void> {
    const loop = await createLoop(engine);
    try {
      createProxy(await resolveNames(written), loop, { prefix }).close();
    } finally {
      loop.close();
    }
  }

  /** Fast: every worker is ended at once. */
  async stop(): Promise<void> {
    this.#close();
    const workers = [...this.#workers.values()];
    for (const worker of workers) worker.kill('SIGKILL');
    await Promise.all(workers.map(exited));
    this.#end();
  }

  /** Graceful: nothing new, what is under way ends; after worker_shutdown_timeout it is cut. */
  async quit(): Promise<void> {
    this.#close();
    for (const worker of this.#workers.values()) send(worker, { type: 'quit' });
    const { workerShutdownTimeoutMs } = this.#config;
    const patience =
      workerShutdownTimeoutMs === null
        ? undefined
        : setTimeout(() => void this.stop(), workerShutdownTimeoutMs);
    await Promise.all([...this.#workers.values()].map(exited));
    clearTimeout(patience);
    this.#end();
  }

  async #start(): Promise<void> {
    const { prefix, engine, tell } = this.#options;
    await Master.check(this.#config, prefix, engine);
    const loop = await createLoop(engine);
    this.#closeLoop = () => loop.close();
    const listeners: Listener[] = [];
    this.#listeners = listeners;
    for (const socket of listensOf(this.#config)) {
      const listener = await loop.listen({
        on: { address: socket.address, port: socket.port },
        backlog: socket.backlog ?? DEFAULT_BACKLOG,
        // Only the workers accept; here the socket is kept open for those to come.
        paused: true,
        accept: () => {
          throw new Error('the master accepts nothing');
        },
      });
      listeners.push(listener);
    }
    this.#listens = listeners.map(({ address, port }) => `${address}:${port}`);
    await Promise.all(Array.from({ length: this.#workerCount() }, (_, id) => this.#spawn(id)));
    this.#health = new HealthMonitor(this.#config, loop, (peer, state) => {
      this.#onPeer(peer, state);
    });
    this.#health.start();
    tell({ type: 'ready', listens: this.#listens });
  }

  /** `auto` is one a core, and at least two: a worker's descriptors are a limit of their own. */
  #workerCount(): number {
    const { workerProcesses } = this.#config;
    return workerProcesses === 'auto' ? Math.max(2, availableParallelism()) : workerProcesses;
  }

  async #spawn(id: number): Promise<void> {
    const worker = startWorker({
      entry: WORKER_ENTRY,
      name: `proxy worker ${id}`,
      listenFds: this.#listeners.map(({ fd }) => fd),
    });
    this.#workers.set(id, worker);
    worker.once('exit', (code, signal) => this.#onExit(id, signal ?? `exit code ${code}`));
    // Where the system has no process or descriptor left there is no exit either.
    worker.on('error', ({ message }) => {
      if (worker.pid === undefined) this.#onExit(id, message);
    });
    const { prefix, engine } = this.#options;
    send(worker, {
      type: 'start',
      config: this.#config,
      prefix,
      engine,
      listens: this.#listens,
      down: [...this.#down.values()],
    });
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

  /** To all of them, the one that told included: a new worker has heard nothing yet. */
  #shareCounts(): void {
    for (const [id, worker] of this.#workers) {
      send(worker, { type: 'elsewhere', counts: countsElsewhere(this.#counts, id) });
    }
  }

  #onExit(id: number, how: string): void {
    this.#workers.delete(id);
    if (this.#counts.delete(id)) this.#shareCounts();
    if (this.#stopping) return;
    this.#options.warn(`proxy worker ${id} ended (${how}); a new one takes its place`);
    setTimeout(() => {
      if (this.#stopping) return;
      this.#spawn(id).catch((error: unknown) => this.#options.warn(String(error)));
    }, RESTART_MS);
  }

  #onPeer(peer: PeerRef, state: PeerState): void {
    const key = `${peer.part} ${peer.upstream} ${peer.server}`;
    if (state === 'down') this.#down.set(key, peer);
    else this.#down.delete(key);
    for (const worker of this.#workers.values()) send(worker, { type: 'peer', state, ...peer });
    this.#options.tell({ type: 'peer', ...peer, state, at: monotonicMs() });
  }

  /** Once, though a fast stop may overtake a graceful one. */
  #end(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#closeLoop();
    this.#options.tell({ type: 'stopped' });
  }

  #close(): void {
    this.#stopping = true;
    this.#health?.close();
    for (const listener of this.#listeners) listener.close();
    this.#listeners = [];
  }
}

function send(worker: ChildProcess, message: ToWorker): void {
  if (worker.connected) worker.send(message, () => undefined);
}

async function exited(worker: ChildProcess): Promise<void> {
  if (worker.pid === undefined) return;
  if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit');
}
