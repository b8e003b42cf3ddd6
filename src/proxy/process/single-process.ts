import { setTimeout as delay } from 'node:timers/promises';
import type { NginxConfig } from '../../model/nginx.js';
import { createLoop } from '../../net/create-loop.js';
import type { Loop } from '../../net/loop.js';
import { ErrorLog } from '../log/error-log.js';
import type { LogFiles } from '../log/log-files.js';
import { listensOf } from '../serving/listen-sockets.js';
import { createProxy, type RunningProxy } from '../serving/proxy.js';
import { Reusables } from '../slots/reusables.js';
import { slotLimit } from './descriptors.js';
import { LastingListeners } from './lasting-listeners.js';
import type { ProgramOptions } from './program.js';
import { ReloadingProgram, type Service } from './reloading-program.js';

/** How long the end waits for logs to be written. */
const LAST_WORDS_MS = 200;

interface SingleService extends Service {
  readonly proxy: RunningProxy;
  readonly files: LogFiles;
}

/**
 * The bundled proxy as one process, `master_process off`: it serves by itself, as nginx does for
 * debugging. A new configuration takes over the sockets, and the old one finishes its requests. A
 * graceful end is as fast as any other, as in nginx.
 */
export class SingleProcess extends ReloadingProgram<SingleService> {
  readonly #listeners: LastingListeners;
  readonly #reusables = new Reusables();
  /** The logs of the one that listens, the last, and of those that finish. */
  readonly #working = new Map<RunningProxy, LogFiles>();

  private constructor(loop: Loop, options: ProgramOptions) {
    super(loop, options);
    this.#listeners = new LastingListeners(loop);
  }

  /** @throws TidegateError CONFIG_*, HOST_NOT_FOUND, LISTEN_*, LOG_NOT_WRITABLE, DESCRIPTORS_TOO_FEW */
  static async start(written: NginxConfig, options: ProgramOptions): Promise<SingleProcess> {
    return await new SingleProcess(await createLoop(options.engine), options).begin(written);
  }

  async stop(): Promise<void> {
    if (this.stopping) return;
    this.close();
    for (const proxy of this.#working.keys()) proxy.close();
    this.#listeners.close();
    const files = [...this.#working.values()];
    await Promise.race([Promise.all(files.map((file) => file.flushed())), delay(LAST_WORDS_MS)]);
    for (const file of files) file.close();
    this.end();
  }

  quit(): Promise<void> {
    return this.stop();
  }

  protected override async serve(config: NginxConfig, files: LogFiles): Promise<SingleService> {
    const { prefix } = this.options;
    const listens = listensOf(config);
    const log = ErrorLog.open(config.errorLogs, files);
    const proxy = createProxy(config, this.loop, {
      prefix,
      files,
      reusables: this.#reusables,
      slots: slotLimit(config, this.#listeners.missing(listens), this.loop.size),
      openSocket: (socket, hears) => this.#listeners.listen(socket, hears),
      known: (peer) => this.peers.stateOf(peer),
      onPeer: (peer, state, at) => this.noteState(log, peer, state, at),
    });
    try {
      await this.#listeners.open(listens);
      // No other event can come between the next steps, because the sockets are open.
      this.refuseWhenStopping();
      this.#working.set(proxy, files);
      return { proxy, files, log, listens: await proxy.listen() };
    } catch (error) {
      this.#working.delete(proxy);
      proxy.close();
      throw error;
    }
  }

  protected override retire(before: SingleService): void {
    void this.#finish(before);
  }

  /** What was opened for it has closed: see `LastingListeners.open`. */
  protected override giveUp(): void {}

  protected override reopenFiles(log: ErrorLog): void {
    for (const files of this.#working.values()) {
      files.reopen(({ message }) => log.write('emerg', message));
    }
  }

  async #finish({ proxy, files }: SingleService): Promise<void> {
    proxy.quit();
    await proxy.emptied();
    if (this.stopping) return;
    this.#working.delete(proxy);
    proxy.close();
    files.close();
  }
}
