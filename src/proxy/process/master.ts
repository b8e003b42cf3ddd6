import { monotonicMs } from '../../lib/clock.js';
import { TidegateError } from '../../lib/errors.js';
import { formatEndpoint } from '../../lib/origin.js';
import type { EngineChoice } from '../../model/engine.js';
import type { NginxConfig } from '../../model/nginx.js';
import { createLoop } from '../../net/create-loop.js';
import type { Loop } from '../../net/loop.js';
import { HealthMonitor } from '../health/monitor.js';
import type { CheckHearer } from '../health/watched-peer.js';
import { ErrorLog } from '../log/error-log.js';
import { LogFiles } from '../log/log-files.js';
import type { PeerRef, PeerState } from '../messages.js';
import { listensOf } from '../site/listens.js';
import { checkDescriptors } from './descriptors.js';
import { Generation } from './generation.js';
import { ListeningSockets, type OpenSockets } from './listening-sockets.js';
import { PeerStates } from './peer-states.js';
import { type Prepared, prepare } from './prepare.js';
import type { Program, ProgramOptions } from './program.js';
import { resolveNames } from './resolve-names.js';
import { wordsOf, wordsOfPeer, wordsOfUnable } from './words.js';

/** What belongs to the configuration in service. */
interface Service {
  readonly generation: Generation;
  readonly sockets: OpenSockets;
  readonly health: HealthMonitor;
  readonly log: ErrorLog;
}

/**
 * The bundled proxy as a program: the master keeps the listening sockets and the health checks,
 * and hands over from one generation of workers to the next.
 */
export class Master implements Program {
  readonly #options: ProgramOptions;
  readonly #loop: Loop;
  readonly #sockets: ListeningSockets;
  readonly #peers = new PeerStates();
  /** The one in service, those that drain, and one that starts. */
  readonly #generations = new Set<Generation>();
  #service: Service | null = null;
  /** One reload after the other. */
  #reloading: Promise<void> = Promise.resolve();
  #stopping = false;
  #stopped = false;

  private constructor(loop: Loop, options: ProgramOptions) {
    this.#loop = loop;
    this.#options = options;
    this.#sockets = new ListeningSockets(loop);
  }

  /**
   * Opens the sockets, starts the workers and resolves when all of them accept.
   * @throws TidegateError CONFIG_*, HOST_NOT_FOUND, LISTEN_*, LOG_NOT_WRITABLE, DESCRIPTORS_TOO_FEW, USER_UNKNOWN, WORKER_FAILED
   */
  static async start(written: NginxConfig, options: ProgramOptions): Promise<Master> {
    const master = new Master(await createLoop(options.engine), options);
    try {
      const { sockets } = await master.#bringUp(written);
      options.tell({ type: 'ready', listens: addressesOf(sockets) });
    } catch (error) {
      await master.stop();
      throw error;
    }
    return master;
  }

  /**
   * Compiles everything and opens nothing but the logs: `-t`.
   * @throws TidegateError CONFIG_*, HOST_NOT_FOUND, LOG_NOT_WRITABLE, USER_UNKNOWN
   */
  static async check(written: NginxConfig, prefix: string, engine: EngineChoice): Promise<void> {
    const loop = await createLoop(engine);
    const files = new LogFiles(prefix);
    try {
      prepare(await resolveNames(written), loop, { prefix, files });
    } finally {
      files.close();
      loop.close();
    }
  }

  get log(): ErrorLog {
    return this.#service?.log ?? ErrorLog.NONE;
  }

  /** New workers accept before the old ones are told to finish. */
  reload(read: () => NginxConfig): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#reload(read));
    return this.#reloading;
  }

  /** Here and in every worker. */
  reopenLogs(): void {
    const { log } = this;
    log.write('notice', 'reopening logs');
    for (const generation of this.#generations) generation.reopenLogs();
  }

  async stop(): Promise<void> {
    this.#close();
    await Promise.all([...this.#generations].map((generation) => generation.stop()));
    this.#end();
  }

  /** What is under way is cut after worker_shutdown_timeout. */
  async quit(): Promise<void> {
    this.#close();
    await Promise.all([...this.#generations].map((generation) => generation.quit()));
    this.#end();
  }

  async #reload(read: () => NginxConfig): Promise<void> {
    const before = this.#service;
    if (this.#stopping || before === null) return;
    before.log.write('notice', 'reconfiguring');
    try {
      const { sockets } = await this.#bringUp(read());
      this.#sockets.keepOnly(sockets);
      this.#drain(before);
      this.#options.tell({ type: 'reloaded', listens: addressesOf(sockets) });
    } catch (error) {
      for (const line of wordsOf(error)) this.log.write('emerg', line);
      if (this.#service !== before) return;
      if (this.#stopping) this.#sockets.close();
      else this.#sockets.keepOnly(before.sockets);
    }
  }

  /** Puts a configuration into service; until all its workers accept, nothing of the old changes. */
  async #bringUp(written: NginxConfig): Promise<Service> {
    const { prefix } = this.#options;
    const config = await resolveNames(written);
    if (this.#service === null) checkDescriptors(config, HealthMonitor.countOf(config, this.#loop));
    const files = new LogFiles(prefix);
    try {
      const prepared = prepare(config, this.#loop, { prefix, files });
      const service = await this.#start(config, files, prepared);
      this.#service?.health.close();
      this.#service = service;
    } catch (error) {
      files.close();
      throw error;
    }
    this.#peers.keepOnly(this.#service.health.watched);
    this.#service.health.start();
    return this.#service;
  }

  async #start(config: NginxConfig, files: LogFiles, { log, uid }: Prepared): Promise<Service> {
    const { prefix, engine } = this.#options;
    const health = this.#monitor(config, log);
    const sockets = await this.#sockets.open(listensOf(config));
    const down = (): readonly PeerRef[] => health.down;
    const generation = new Generation({ config, prefix, engine, sockets, files, log, uid, down });
    this.#generations.add(generation);
    try {
      if (!this.#stopping) await generation.start();
      if (this.#stopping) throw new TidegateError('PROXY_STOPPED', 'the proxy is stopping');
    } catch (error) {
      await generation.stop();
      this.#generations.delete(generation);
      throw error;
    }
    return { generation, sockets, health, log };
  }

  #monitor(config: NginxConfig, log: ErrorLog): HealthMonitor {
    const hearer: CheckHearer = {
      changed: (peer, state) => {
        log.write(...wordsOfPeer(peer, state));
        this.#onPeer(peer, state);
      },
      checked: (peer, counts) => this.#service?.generation.noteChecks(peer, counts),
      unable: (peer) => log.write(...wordsOfUnable(peer)),
    };
    return new HealthMonitor(config, this.#loop, hearer, (peer) => this.#peers.stateOf(peer));
  }

  /** Those that drain are told too: what they have under way may have to be ended. */
  #onPeer(peer: PeerRef, state: PeerState): void {
    this.#peers.note(peer, state);
    for (const generation of this.#generations) generation.mark(peer, state);
    this.#options.tell({ type: 'peer', ...peer, state, at: monotonicMs() });
  }

  #drain({ generation }: Service): void {
    void generation.quit().then(() => this.#generations.delete(generation));
  }

  /** Once, though a fast stop may overtake a graceful one. */
  #end(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#loop.close();
    this.#options.tell({ type: 'stopped' });
  }

  #close(): void {
    this.#stopping = true;
    this.#service?.health.close();
    this.#sockets.close();
  }
}

function addressesOf(sockets: OpenSockets): readonly string[] {
  return [...sockets.values()].map(({ address, port }) => formatEndpoint({ address, port }));
}
