import { monotonicMs } from '../lib/clock.js';
import { sentError } from '../lib/sent-error.js';
import { createLoop } from '../net/create-loop.js';
import { endWithParent } from '../net/worker-process.js';
import type { LoadPlan, WorkerPart } from '../plan/load-plan.js';
import { Generator } from './generator.js';
import type { FromWorker, ToWorker } from './messages.js';
import { Recording } from './recording/recording.js';
import { sampleTester } from './tester-sampler.js';

const REPORT_EVERY_MS = 200;

endWithParent();
process.once('message', (message: ToWorker) => {
  if (message.type === 'plan') work(message.plan, message.part).catch(fail);
});

async function work(plan: LoadPlan, part: WorkerPart): Promise<void> {
  const now = (): number => monotonicMs() - plan.originMs;
  const recording = new Recording(plan.load.connections);
  const loop = await createLoop(plan.engine);
  const generator = new Generator({
    loop,
    plan,
    part,
    now,
    takeConnection: (connection) => recording.takeConnection(connection),
    takeRequest: (request) => recording.takeRequest(request),
  });
  const stopSampling = sampleTester(`load-${part.worker}`, now, (sample) =>
    recording.takeSample(sample),
  );
  const report = (nowMs = now()): void => {
    const batch = recording.take(nowMs);
    if (batch) send({ type: 'records', batch });
    send({ type: 'counts', counts: generator.counts });
  };
  const reporting = setInterval(() => report(), REPORT_EVERY_MS);

  process.on('message', (message: ToWorker) => {
    if (message.type === 'start') generator.start(message.atMs);
    if (message.type === 'watch') generator.watch();
    if (message.type === 'mark') recording.mark(message.disturbed, now());
    if (message.type === 'limit') recording.limit(message.limits);
    if (message.type === 'pulse') pulse(message.withinMs).catch(fail);
    if (message.type === 'finish') finish(message.graceMs).catch(fail);
  });
  generator.rampDone.then(() => {
    report();
    send({ type: 'ramped' });
  }, fail);
  send({ type: 'ready', engine: loop.engine });

  async function pulse(withinMs: number): Promise<void> {
    send({ type: 'pulsed', count: await generator.pulse(withinMs) });
  }

  async function finish(graceMs: number): Promise<void> {
    await generator.finish(graceMs);
    clearInterval(reporting);
    stopSampling();
    // Infinity, because there is no later report that the slowest answer could wait for.
    report(Number.POSITIVE_INFINITY);
    loop.close();
    send({ type: 'done', latency: generator.latency.encode() });
  }
}

function fail(error: unknown): void {
  send({ type: 'failed', ...sentError(error, 'LOAD_FAILED') });
}

/** The parent ends this process once it has the last message, so no message is lost. */
function send(message: FromWorker): void {
  process.send?.(message);
}
