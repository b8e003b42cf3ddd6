import { monotonicMs } from '../../lib/clock.js';
import { sentError } from '../../lib/sent-error.js';
import { createLoop } from '../../net/create-loop.js';
import { createPreciseTimer } from '../../net/precise-timer.js';
import { TlsLoop } from '../../net/tls/tls-loop.js';
import { endWithParent } from '../../net/worker-process.js';
import type { WorkerPart } from '../../plan/load-plan.js';
import type { FromBenchWorker, ToBenchWorker } from '../bench-messages.js';
import type { BenchPlan } from '../bench-plan.js';
import { BenchLoad } from './bench-load.js';
import { reportOf } from './worker-report.js';

endWithParent();
let load: BenchLoad | null = null;
/** The stop arrived before there was anything to stop. */
let stopped = false;
process.on('message', (message: ToBenchWorker) => {
  if (message.type === 'plan') work(message.plan, message.part).catch(fail);
  else if (message.type === 'start') load?.start(message.atMs);
  else {
    stopped = true;
    load?.stop();
  }
});

async function work(plan: BenchPlan, part: WorkerPart): Promise<void> {
  const sockets = await createLoop(plan.engine);
  const { tls } = plan.origin;
  const loop = tls === null ? sockets : new TlsLoop(sockets, tls);
  const timer = await createPreciseTimer(loop.engine);
  const made = new BenchLoad({ loop, plan, part, now: monotonicMs, timer });
  load = made;
  if (stopped) made.stop();
  else {
    made.connect().then(() => {
      send({ type: 'ready', engine: loop.engine, opened: made.opened });
    }, fail);
  }
  await made.done;
  loop.close();
  send({ type: 'done', report: reportOf(made) });
}

function fail(error: unknown): void {
  send({ type: 'failed', ...sentError(error, 'BENCH_FAILED') });
}

/** The parent ends this process once it has the last message, so no message is lost. */
function send(message: FromBenchWorker): void {
  process.send?.(message);
}
