import type { BenchPlan } from '../../../src/bench/bench-plan.js';
import { benchResult } from '../../../src/bench/bench-result.js';
import { BenchLoad } from '../../../src/bench/worker/bench-load.js';
import { reportOf } from '../../../src/bench/worker/worker-report.js';
import { plainOrigin } from '../../../src/lib/address/origin.js';
import { monotonicMs } from '../../../src/lib/clock.js';
import type { BenchAccount, BenchResult } from '../../../src/model/bench.js';
import type { Endpoint, TlsSettings } from '../../../src/model/origin.js';
import { createLoop } from '../../../src/net/create-loop.js';
import { createPreciseTimer } from '../../../src/net/precise-timer.js';
import { TlsLoop } from '../../../src/net/tls/tls-loop.js';

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: target\r\n\r\n');

export interface LoadRun extends BenchResult {
  readonly account: BenchAccount;
}

/** The load's clock, and how long before its start the load is told of it. */
export interface LoadClock {
  readonly now: () => number;
  readonly noticeMs: number;
}

/** One worker's load in this process, to its end. */
export async function runLoad(
  to: Endpoint,
  { tls = null, ...made }: Partial<BenchPlan> & { readonly tls?: TlsSettings | null } = {},
  { now, noticeMs }: LoadClock = { now: monotonicMs, noticeMs: 0 },
): Promise<LoadRun> {
  const plan: BenchPlan = {
    origin: { ...plainOrigin(to), tls },
    request: REQUEST,
    toHead: false,
    connections: 4,
    pipelining: 1,
    rate: null,
    warmupMs: 0,
    durationMs: 60,
    timeoutMs: 5000,
    engine: 'auto',
    ...made,
  };
  const sockets = await createLoop(plan.engine);
  const loop = tls === null ? sockets : new TlsLoop(sockets, tls);
  const part = { worker: 0, workers: 1 };
  const timer = await createPreciseTimer(loop.engine);
  const load = new BenchLoad({ loop, plan, part, now, timer });
  await load.connect();
  if (load.opened > 0) load.start(now() + noticeMs);
  else load.stop();
  await load.done;
  loop.close();
  const report = { engine: loop.engine, workers: [reportOf(load)] };
  const result = benchResult({ url: 'http://target/', plan, report, interrupted: false });
  return result as LoadRun;
}
