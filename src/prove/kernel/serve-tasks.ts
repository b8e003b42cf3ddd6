import { TidegateError } from '../../lib/errors.js';
import { sentError } from '../../lib/sent-error.js';
import type { Answer, Order, Readiness, TaskName, Tasks } from '../messages.js';
import { raiseAcceptQueue } from './accept-queue.js';
import { bringLoopbackUp } from './loopback-up.js';
import { writeSysctl } from './sysctl.js';

type Served = Partial<{
  readonly [Name in TaskName]: (input: Tasks[Name]['input']) => Promise<Tasks[Name]['result']>;
}>;

/**
 * Prepares this process's namespace, reports that, and answers what the parent asks: see
 * namespace.ts.
 */
export function serveTasks(tasks: Served): void {
  process.on('message', ({ task, input }: Order) => {
    // The parent's `ask` makes sure that the task and its input belong together.
    const work = tasks[task] as (input: Order['input']) => Promise<unknown>;
    void answerWith(work(input));
  });
  void answerWith(prepare());
}

function answer(message: Answer): void {
  process.send?.(message);
}

async function answerWith(work: Promise<unknown>): Promise<void> {
  try {
    answer({ type: 'done', result: await work });
  } catch (error) {
    if (!(error instanceof TidegateError)) throw error;
    answer({ type: 'failed', ...sentError(error, error.code) });
  }
}

async function prepare(): Promise<Readiness> {
  await bringLoopbackUp();
  // Any range may then be set; its lower end may not be below this value.
  writeSysctl('net/ipv4/ip_unprivileged_port_start', '0');
  return { acceptQueue: raiseAcceptQueue() };
}
