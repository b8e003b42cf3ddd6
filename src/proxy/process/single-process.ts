import { setTimeout as delay } from 'node:timers/promises';
import { TidegateError } from '../../lib/errors.js';
import type { NginxConfig } from '../../model/nginx.js';
import { createLoop } from '../../net/create-loop.js';
import type { Loop } from '../../net/loop.js';
import { HealthMonitor } from '../health/monitor.js';
import { Reusables } from '../http/reusables.js';
import { ErrorLog } from '../log/error-log.js';
import { LogFiles } from '../log/log-files.js';
import { createProxy, type RunningProxy } from '../proxy.js';
import { listensOf } from '../site/listens.js';
import { checkDescriptors, slotLimit } from './descriptors.js';
import { LastingListeners } from './lasting-listeners.js';
import { PeerStates } from './peer-states.js';
import type { Program, ProgramOptions } from './program.js';
import { resolveNames } from './resolve-names.js';
import { wordsOf, wordsOfPeer } from './words.js';

/** A log that takes longer to be written is not waited for at the end. */
const LAST_WORDS_MS = 200;

/** One configuration at work. */
interface Service {
  readonly proxy: RunningProxy;
  readonly files: LogFiles;
  readonly log: ErrorLog;
}

/**
 * The bundled proxy as one process, `master_process off`: it serves itself, as nginx does for
 * those who debug it. A new configuration takes over the sockets, and the old one finishes what
 * it has; a graceful end is as fast as any other, as there.
 */
export class SingleProcess implements Program {
  readonly #options: ProgramOptions;
  readonly #loop: Loop;
  readonly #listeners: LastingListeners;
  readonly #peers = new PeerStates();
  readonly #reusables = new Reusables();
  /** The one that listens, the last, and those that finish. */
  readonly #services = new Set<Service>();
  #service: Service | null = null;
  /** One reload after the other. */
  #reloading: Promise<void> = Promise.resolve();
  #stopped = false;

  private constructor(loop: Loop, options: ProgramOptions) {
    this.#loop = loop;
    this.#options = options;
    this.#listeners = new LastingListeners(loop);
  }

  /** @throws TidegateError CONFIG_*, HOST_NOT_FOUND, LISTEN_*, LOG_NOT_WRITABLE, DESCRIPTORS_TOO_FEW */
  static async start(written: NginxConfig, options: ProgramOptions): Promise<SingleProcess> {
    const single = new SingleProcess(await createLoop(options.engine), options);
    try {
      options.tell({ type: 'ready', listens: await single.#bringUp(written) });
    } catch (error) {
      await single.stop();
      throw error;
    }
    return single;
  }

  get log(): ErrorLog {
    return this.#service?.log ?? ErrorLog.NONE;
  }

  reload(read: () => NginxConfig): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#reload(read));
    return this.#reloading;
  }

  reopenLogs(): void {
    const { log } = this;
    log.write('notice', 'reopening logs');
    for (const { files } of this.#services) {
      files.reopen(({ message }) => log.write('emerg', message));
    }
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const { proxy } of this.#services) proxy.close();
    this.#listeners.close();
    const files = [...this.#services].map((service) => service.files);
    await Promise.race([Promise.all(files.map((file) => file.flushed())), delay(LAST_WORDS_MS)]);
    for (const file of files) file.close();
    this.#loop.close();
    this.#options.tell({ type: 'stopped' });
  }

  quit(): Promise<void> {
    return this.stop();
  }

  async #reload(read: () => NginxConfig): Promise<void> {
    const before = this.#service;
    if (this.#stopped || before === null) return;
    before.log.write('notice', 'reconfiguring');
    try {
      const listens = await this.#bringUp(read());
      void this.#finish(before);
      this.#options.tell({ type: 'reloaded', listens });
    } catch (error) {
      if (this.#stopped) return;
      for (const line of wordsOf(error)) before.log.write('emerg', line);
    }
  }

  /** Puts a configuration into service; until all its sockets are open, nothing of the old changes. */
  async #bringUp(written: NginxConfig): Promise<readonly string[]> {
    const { prefix, tell } = this.#options;
    const config = await resolveNames(written);
    if (this.#service === null) checkDescriptors(config, HealthMonitor.countOf(config, this.#loop));
    const listens = listensOf(config);
    const files = new LogFiles(prefix);
    let proxy: RunningProxy | null = null;
    try {
      const log = ErrorLog.open(config.errorLogs, files);
      proxy = createProxy(config, this.#loop, {
        prefix,
        files,
        reusables: this.#reusables,
        slots: slotLimit(config, this.#listeners.missing(listens), this.#loop.size),
        openSocket: (socket, hears) => this.#listeners.listen(socket, hears),
        known: (peer) => this.#peers.stateOf(peer),
        onPeer: (peer, state, at) => {
          log.write(...wordsOfPeer(peer, state));
          this.#peers.note(peer, state);
          tell({ type: 'peer', ...peer, state, at });
        },
      });
      await this.#listeners.open(listens);
      // From here on nothing comes in between: the sockets are open.
      if (this.#stopped) throw new TidegateError('PROXY_STOPPED', 'the proxy is stopping');
      const service = { proxy, files, log };
      this.#services.add(service);
      this.#service = service;
      return await proxy.listen();
    } catch (error) {
      proxy?.close();
      files.close();
      throw error;
    }
  }

  async #finish(service: Service): Promise<void> {
    service.proxy.quit();
    await service.proxy.emptied();
    if (this.#stopped) return;
    this.#services.delete(service);
    service.proxy.close();
    service.files.close();
  }
}
