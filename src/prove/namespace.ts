import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { TidegateError } from '../lib/errors.js';
import { receivedError } from '../lib/sent-error.js';
import { LastLines } from '../lib/text/last-lines.js';
import type { Answer, Readiness, TaskName, Tasks } from './messages.js';

/** A private network namespace, with a process in it that opens connections on demand. */
export interface Namespace extends Readiness {
  /** Runs one task at a time. @throws TidegateError as the process inside threw it, or PROVE_DIED */
  ask<Name extends TaskName>(
    task: Name,
    input: Tasks[Name]['input'],
  ): Promise<Tasks[Name]['result']>;
  /** Ends the process, and with it the namespace. */
  close(): void;
}

const ENTRY = new URL('./kernel/main.js', import.meta.url);

/** For a namespace in which programs are started: their files are private, and they end with it. */
const WITH_PROCESSES = ['--mount', '--pid', '--fork', '--kill-child'];

/**
 * Makes the namespace with `unshare` of util-linux; without root, inside a user namespace.
 * @param withProcesses also a mount and a pid namespace, whose first process is the one inside
 * @throws TidegateError NAMESPACE_UNAVAILABLE, NAMESPACE_DENIED, SYSCTL_REFUSED, ENGINE_UNAVAILABLE
 */
export async function openNamespace(entry: URL = ENTRY, withProcesses = false): Promise<Namespace> {
  if (process.platform !== 'linux') {
    throw new TidegateError(
      'NAMESPACE_UNAVAILABLE',
      `there are no network namespaces on ${process.platform}`,
      { hint: 'Run prove on Linux; tidegate capacity --facts FILE calculates for any host.' },
    );
  }
  const child = startInside(entry, withProcesses ? WITH_PROCESSES : []);
  const close = (): boolean => child.kill('SIGKILL');
  const answers = listenTo(child);
  try {
    const { acceptQueue } = (await answers.next()) as Readiness;
    return {
      acceptQueue,
      ask: async (task, input) => {
        // If the channel is already closed, the end of the process is the answer.
        child.send({ task, input }, () => undefined);
        // A task is answered with its own result: see TASKS in main.ts.
        return (await answers.next()) as never;
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function startInside(entry: URL, more: readonly string[]): ChildProcess {
  const asRoot = process.geteuid?.() === 0;
  const flags = [...(asRoot ? [] : ['--map-root-user']), '--net', ...more];
  return spawn('unshare', [...flags, process.execPath, fileURLToPath(entry)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** The results of the child's answers, one for each `next`; after its end, the error with the reason. */
function listenTo(child: ChildProcess): { next(): Promise<unknown> } {
  const last = new LastLines();
  let ready = false;
  let ended: TidegateError | null = null;
  let waiting: { resolve: (result: unknown) => void; reject: (error: Error) => void } | null = null;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    last.add(text);
  });
  const end = (error: TidegateError): void => {
    ended ??= error;
    waiting?.reject(ended);
  };
  child.once('error', (cause) => end(cannotStart(cause)));
  // 'close' instead of 'exit', because only then has all of stderr been read.
  child.once('close', () => end(ready ? died(last.lines()) : denied(last.lines())));
  child.on('message', (answer: Answer) => {
    ready = true;
    if (answer.type === 'failed') waiting?.reject(receivedError(answer));
    else waiting?.resolve(answer.result);
  });
  return {
    next: () =>
      new Promise((resolve, reject) => {
        if (ended) reject(ended);
        else waiting = { resolve, reject };
      }),
  };
}

function cannotStart(cause: Error): TidegateError {
  return new TidegateError('NAMESPACE_UNAVAILABLE', `unshare does not start: ${cause.message}`, {
    hint: 'Install util-linux, which has it.',
    cause,
  });
}

function denied(said: readonly string[]): TidegateError {
  return new TidegateError('NAMESPACE_DENIED', 'no network namespace may be made', {
    said,
    hint: 'Run it as root, or allow unprivileged user namespaces (sysctl user.max_user_namespaces above 0, kernel.apparmor_restrict_unprivileged_userns=0); in a container, with --privileged.',
  });
}

function died(said: readonly string[]): TidegateError {
  return new TidegateError('PROVE_DIED', 'the process in the namespace ended', {
    said,
    hint: 'Out of memory is a usual reason: prove a smaller range.',
  });
}
