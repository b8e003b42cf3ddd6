/** The process inside the private network namespace: see namespace.ts. */
import { TidegateError } from '../../lib/errors.js';
import { endWithParent } from '../../net/worker-process.js';
import { raiseAcceptQueue } from './accept-queue.js';
import { cliffTimes } from './cliff-times.js';
import { count } from './count.js';
import { bringLoopbackUp } from './loopback-up.js';
import { mapCount } from './map-count.js';
import type { Answer, Order, Readiness, TaskName, Tasks } from './messages.js';
import { writeSysctl } from './sysctl.js';

const TASKS = { count, map: mapCount, cliff: cliffTimes } satisfies {
  [Name in TaskName]: (input: Tasks[Name]['input']) => Promise<Tasks[Name]['result']>;
};

function answer(message: Answer): void {
  process.send?.(message);
}

async function answerWith(work: Promise<unknown>): Promise<void> {
  try {
    answer({ type: 'done', result: await work });
  } catch (error) {
    if (!(error instanceof TidegateError)) throw error;
    const { code, message, hint } = error;
    answer({ type: 'failed', code, message, ...(hint !== undefined && { hint }) });
  }
}

async function prepare(): Promise<Readiness> {
  await bringLoopbackUp();
  // Any range may then be set: its lower end must not lie below this one.
  writeSysctl('net/ipv4/ip_unprivileged_port_start', '0');
  return { acceptQueue: raiseAcceptQueue() };
}

endWithParent();
process.on('message', ({ task, input }: Order) => {
  // The registry's key and the input belong together: the parent's `ask` sees to that.
  const work = TASKS[task] as (input: Order['input']) => Promise<unknown>;
  void answerWith(work(input));
});
void answerWith(prepare());
