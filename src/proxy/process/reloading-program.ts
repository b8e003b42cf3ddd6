import { monotonicMs } from '../../lib/clock.js';
import { TidegateError } from '../../lib/errors.js';
import type { NginxConfig } from '../../model/nginx.js';
import type { Loop } from '../../net/loop.js';
import { HealthMonitor } from '../health/monitor.js';
import { wordsOfPeer } from '../health/words.js';
import { ErrorLog } from '../log/error-log.js';
import { LogFiles } from '../log/log-files.js';
import type { PeerRef, PeerState } from '../messages.js';
import { checkDescriptors } from './descriptors.js';
import { PeerStates } from './peer-states.js';
import type { Program, ProgramOptions } from './program.js';
import { resolveNames } from './resolve-names.js';
import { wordsOf } from './words.js';

/** One configuration at work. */
export interface Service {
  readonly log: ErrorLog;
  /** Where it listens, `address:port`. */
  readonly listens: readonly string[];
}

/**
 * What every program does to go over from one configuration to the next: reloads come one after
 * the other, nothing of the old changes until the new one serves, and one that cannot serve is
 * logged and forgotten.
 */
export abstract class ReloadingProgram<S extends Service> implements Program {
  protected readonly options: ProgramOptions;
  protected readonly loop: Loop;
  /** Outlives the configurations. */
  protected readonly peers = new PeerStates();
  #service: S | null = null;
  #reloading: Promise<void> = Promise.resolve();
  #stopping = false;
  #ended = false;

  protected constructor(loop: Loop, options: ProgramOptions) {
    this.loop = loop;
    this.options = options;
  }

  /**
   * Puts a configuration into service beside the one that is; the caller closes the log files when
   * it fails. @throws TidegateError
   */
  protected abstract serve(config: NginxConfig, files: LogFiles): Promise<S>;

  /** The new one is in service: the one before finishes what it has. */
  protected abstract retire(before: S, service: S): void;

  /** The new one did not come into service: what was opened for it closes. */
  protected abstract giveUp(before: S): void;

  /** Opens the logs of all configurations that still work again, by their names. */
  protected abstract reopenFiles(log: ErrorLog): void;

  abstract stop(): Promise<void>;
  abstract quit(): Promise<void>;

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
    this.reopenFiles(log);
  }

  /** The one that was put into service last. */
  protected get service(): S | null {
    return this.#service;
  }

  protected get stopping(): boolean {
    return this.#stopping;
  }

  /** The first configuration. @throws TidegateError, and then nothing is left open */
  protected async begin(written: NginxConfig): Promise<this> {
    try {
      const { listens } = await this.#bringUp(written);
      this.options.tell({ type: 'ready', listens });
      return this;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** From now on nothing comes into service. */
  protected close(): void {
    this.#stopping = true;
  }

  /** @throws TidegateError PROXY_STOPPED */
  protected refuseWhenStopping(): void {
    if (this.#stopping) throw new TidegateError('PROXY_STOPPED', 'the proxy is stopping');
  }

  /** Once, though a fast stop may overtake a graceful one. */
  protected end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.loop.close();
    this.options.tell({ type: 'stopped' });
  }

  protected noteState(log: ErrorLog, peer: PeerRef, state: PeerState, at = monotonicMs()): void {
    log.write(...wordsOfPeer(peer, state));
    this.peers.note(peer, state);
    this.options.tell({ type: 'peer', ...peer, state, at });
  }

  async #reload(read: () => NginxConfig): Promise<void> {
    const before = this.#service;
    if (this.#stopping || before === null) return;
    before.log.write('notice', 'reconfiguring');
    try {
      const service = await this.#bringUp(read());
      this.retire(before, service);
      this.options.tell({ type: 'reloaded', listens: service.listens });
    } catch (error) {
      if (!this.#stopping) for (const line of wordsOf(error)) before.log.write('emerg', line);
      if (this.#service === before) this.giveUp(before);
    }
  }

  async #bringUp(written: NginxConfig): Promise<S> {
    const config = await resolveNames(written);
    if (this.#service === null) checkDescriptors(config, HealthMonitor.countOf(config, this.loop));
    const files = new LogFiles(this.options.prefix);
    try {
      this.#service = await this.serve(config, files);
      return this.#service;
    } catch (error) {
      files.close();
      throw error;
    }
  }
}
