import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { TidegateError } from '../../lib/errors.js';
import { LastLines } from '../../lib/text/last-lines.js';
import { formatMs } from '../../lib/units.js';

/** Longest time until a box listens. Node starts slowly on a busy machine. */
const READY_MS = 15_000;

/**
 * One process of the topology: a proxy or a backend server. Its messages arrive typed at
 * `onMessage`. If it ends without a call of `stop`, `onDeath` is called, once.
 */
export interface Box<Message> {
  readonly name: string;
  readonly pid: number;
  send(message: object): void;
  /** Ends it in order, with SIGKILL after `patienceMs`; resolves when it is gone. */
  stop(patienceMs?: number): Promise<void>;
  /** Resolves with the first message that `wanted` accepts; rejects if the box dies first. */
  message<M extends Message>(
    wanted: (message: Message) => message is M,
    withinMs: number,
  ): Promise<M>;
}

export interface BoxOptions<Message> {
  readonly name: string;
  /** Just spawned, with an IPC channel and stderr as a pipe. */
  readonly child: ChildProcess;
  readonly onMessage?: (message: Message) => void;
  readonly onDeath: (error: TidegateError) => void;
}

/** Takes charge of a spawned process. */
export function takeBox<Message>(options: BoxOptions<Message>): Box<Message> {
  return new SpawnedBox(options);
}

class SpawnedBox<Message> implements Box<Message> {
  readonly name: string;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #errors = new LastLines();
  #served = false;
  #stopping = false;
  #closed = false;

  constructor({ name, child, onMessage, onDeath }: BoxOptions<Message>) {
    this.name = name;
    this.pid = child.pid ?? -1;
    this.#child = child;
    this.#exited = once(child, 'exit').catch(() => undefined);
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => this.#errors.add(piece));
    if (onMessage) child.on('message', onMessage as (message: unknown) => void);
    // The process could not be started; 'close' follows.
    child.once('error', (error) => this.#errors.add(`${error.message}\n`));
    // 'close' and not 'exit': only 'close' comes after all of stderr has been read.
    child.once('close', () => {
      this.#closed = true;
      if (!this.#stopping) onDeath(this.#death());
    });
  }

  send(message: object): void {
    if (this.#child.connected) this.#child.send(message);
  }

  message<M extends Message>(
    wanted: (message: Message) => message is M,
    withinMs: number,
  ): Promise<M> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(this.#death());
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        child.off('message', listen);
        child.off('close', died);
        act();
      };
      const listen = (received: unknown): void => {
        const message = received as Message;
        if (!wanted(message)) return;
        this.#served = true;
        settle(() => resolve(message));
      };
      const died = (): void => settle(() => reject(this.#death()));
      const late = (): void => settle(() => reject(this.#silence(withinMs)));
      const timer = setTimeout(late, withinMs);
      child.on('message', listen);
      child.once('close', died);
    });
  }

  async stop(patienceMs = 3000): Promise<void> {
    const child = this.#child;
    this.#stopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await this.#exited;
    clearTimeout(patience);
  }

  /**
   * A box that dies before it listens was set up wrong. If it dies later, the checks judge what that
   * did to the connections: its death alone fails none of them.
   */
  #death(): TidegateError {
    const { exitCode, signalCode } = this.#child;
    return new TidegateError(
      this.#served ? 'BOX_DIED' : 'BOX_NOT_STARTED',
      `the ${this.name} ended by itself (${signalCode ?? `exit code ${exitCode}`})`,
      {
        said: this.#errors.lines(),
        hint: 'Its last output is shown above. The run cannot continue without it.',
      },
    );
  }

  #silence(withinMs: number): TidegateError {
    const message = `the ${this.name} did not answer within ${formatMs(withinMs)}`;
    return new TidegateError('BOX_SILENT', message, {
      said: this.#errors.lines(),
      hint: 'See whether this host is overloaded, and start the run again.',
    });
  }
}

/**
 * Resolves when the box reports that it listens.
 * @throws TidegateError BOX_NOT_STARTED, BOX_SILENT
 */
export async function ready(box: Box<{ readonly type: string }>): Promise<void> {
  await box.message((message): message is { type: 'ready' } => message.type === 'ready', READY_MS);
}
