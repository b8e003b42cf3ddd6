import { formatEndpoint } from '../../lib/address/origin.js';
import type { EngineChoice } from '../../model/engine.js';
import type { NginxConfig } from '../../model/nginx.js';
import { createLoop } from '../../net/create-loop.js';
import type { Loop } from '../../net/loop.js';
import { HealthMonitor } from '../health/monitor.js';
import type { CheckHearer } from '../health/watched-peer.js';
import { wordsOfUnable } from '../health/words.js';
import type { ErrorLog } from '../log/error-log.js';
import { LogFiles } from '../log/log-files.js';
import type { PeerRef } from '../messages.js';
import { listensOf } from '../serving/listen-sockets.js';
import { Generation } from './generation.js';
import { ListeningSockets, type OpenSockets } from './listening-sockets.js';
import { type Prepared, prepare } from './prepare.js';
import type { ProgramOptions } from './program.js';
import { ReloadingProgram, type Service } from './reloading-program.js';
import { resolveNames } from './resolve-names.js';

/** What belongs to the configuration in service. */
interface MasterService extends Service {
  readonly generation: Generation;
  readonly sockets: OpenSockets;
  readonly health: HealthMonitor;
}

/**
 * The bundled proxy as a program: the master keeps the listening sockets and the health checks, and
 * replaces one generation of workers by the next.
 */
export class Master extends ReloadingProgram<MasterService> {
  readonly #sockets: ListeningSockets;
  /** The generation in service, those that drain, and one that starts. */
  readonly #generations = new Set<Generation>();

  private constructor(loop: Loop, options: ProgramOptions) {
    super(loop, options);
    this.#sockets = new ListeningSockets(loop);
  }

  /**
   * Opens the sockets, starts the workers and resolves when all of them accept.
   * @throws TidegateError CONFIG_*, HOST_NOT_FOUND, LISTEN_*, LOG_NOT_WRITABLE, DESCRIPTORS_TOO_FEW, USER_UNKNOWN, WORKER_FAILED
   */
  static async start(written: NginxConfig, options: ProgramOptions): Promise<Master> {
    return await new Master(await createLoop(options.engine), options).begin(written);
  }

  /**
   * Compiles everything and opens only the logs: `-t`.
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

  async stop(): Promise<void> {
    this.close();
    await Promise.all([...this.#generations].map((generation) => generation.stop()));
    this.end();
  }

  /** Requests in flight are cut after worker_shutdown_timeout. */
  async quit(): Promise<void> {
    this.close();
    await Promise.all([...this.#generations].map((generation) => generation.quit()));
    this.end();
  }

  protected override close(): void {
    super.close();
    this.service?.health.close();
    this.#sockets.close();
  }

  /** In service when all its workers accept. */
  protected override async serve(config: NginxConfig, files: LogFiles): Promise<MasterService> {
    const { prefix } = this.options;
    const prepared = prepare(config, this.loop, { prefix, files });
    const service = await this.#start(config, files, prepared);
    this.service?.health.close();
    this.peers.keepOnly(service.health.watched);
    service.health.start();
    return service;
  }

  protected override retire({ generation }: MasterService, { sockets }: MasterService): void {
    this.#sockets.keepOnly(sockets);
    void generation.quit().then(() => this.#generations.delete(generation));
  }

  protected override giveUp({ sockets }: MasterService): void {
    if (this.stopping) this.#sockets.close();
    else this.#sockets.keepOnly(sockets);
  }

  /** In this process and in every worker. */
  protected override reopenFiles(): void {
    for (const generation of this.#generations) generation.reopenLogs();
  }

  async #start(
    config: NginxConfig,
    files: LogFiles,
    { log, uid }: Prepared,
  ): Promise<MasterService> {
    const { prefix, engine } = this.options;
    const health = this.#monitor(config, log);
    const sockets = await this.#sockets.open(listensOf(config));
    const down = (): readonly PeerRef[] => health.down;
    const generation = new Generation({ config, prefix, engine, sockets, files, log, uid, down });
    this.#generations.add(generation);
    try {
      if (!this.stopping) await generation.start();
      this.refuseWhenStopping();
    } catch (error) {
      await generation.stop();
      this.#generations.delete(generation);
      throw error;
    }
    return { generation, sockets, listens: addressesOf(sockets), health, log };
  }

  #monitor(config: NginxConfig, log: ErrorLog): HealthMonitor {
    const hearer: CheckHearer = {
      // Draining generations are told too, because requests in flight may have to be ended.
      changed: (peer, state) => {
        for (const generation of this.#generations) generation.mark(peer, state);
        this.noteState(log, peer, state);
      },
      checked: (peer, counts) => this.service?.generation.noteChecks(peer, counts),
      unable: (peer) => log.write(...wordsOfUnable(peer)),
    };
    return new HealthMonitor(config, this.loop, hearer, (peer) => this.peers.stateOf(peer));
  }
}

function addressesOf(sockets: OpenSockets): readonly string[] {
  return [...sockets.values()].map(({ address, port }) => formatEndpoint({ address, port }));
}
