import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { TidegateError } from '../../lib/errors.js';
import { formatMs } from '../../lib/units.js';

/** How many lines of a box's stderr are kept for the error message if it dies. */
const KEPT_LINES = 20;

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
  const { child, name } = options;
  const tail: string[] = [];
  let stopping = false;
  let served = false;
  const exited = once(child, 'exit').catch(() => undefined);

  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    tail.push(...text.split('\n').filter((line) => line !== ''));
    tail.splice(0, tail.length - KEPT_LINES);
  });
  if (options.onMessage) child.on('message', options.onMessage as (message: unknown) => void);

  const death = (): TidegateError => {
    const how = child.signalCode ?? `exit code ${child.exitCode}`;
    // A box that dies before it listens was set up wrong. If it dies later, the checks judge what
    // that did to the connections: its death alone fails none of them.
    return new TidegateError(
      served ? 'BOX_DIED' : 'BOX_NOT_STARTED',
      `the ${name} ended by itself (${how})`,
      {
        said: tail,
        hint: 'Its last output is shown above. The run cannot continue without it.',
      },
    );
  };
  // The process could not be started; 'close' follows.
  child.once('error', (error) => tail.push(error.message));
  let closed = false;
  // 'close' and not 'exit': only 'close' comes after all of stderr has been read.
  child.once('close', () => {
    closed = true;
    if (!stopping) options.onDeath(death());
  });

  return {
    name,
    pid: child.pid ?? -1,
    send: (message) => {
      if (child.connected) child.send(message);
    },
    message: (wanted, withinMs) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(death());
        const settle = (act: () => void): void => {
          clearTimeout(timer);
          child.off('message', listen);
          child.off('close', died);
          act();
        };
        const listen = (message: unknown): void => {
          if (!wanted(message as Message)) return;
          served = true;
          settle(() => resolve(message as never));
        };
        const died = (): void => settle(() => reject(death()));
        const timer = setTimeout(
          () =>
            settle(() =>
              reject(
                new TidegateError(
                  'BOX_SILENT',
                  `the ${name} did not answer within ${formatMs(withinMs)}`,
                  {
                    hint: 'See whether this host is overloaded, and start the run again.',
                    said: tail,
                  },
                ),
              ),
            ),
          withinMs,
        );
        child.on('message', listen);
        child.once('close', died);
      }),
    stop: async (patienceMs = 3000) => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await exited;
      clearTimeout(patience);
    },
  };
}

/**
 * Resolves when the box reports that it listens.
 * @throws TidegateError BOX_NOT_STARTED, BOX_SILENT
 */
export async function ready(box: Box<{ readonly type: string }>): Promise<void> {
  await box.message((message): message is { type: 'ready' } => message.type === 'ready', READY_MS);
}
