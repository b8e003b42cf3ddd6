import autocannon from 'autocannon';
import { endWithParent } from '../../net/worker-process.js';
import { BLIND_SPOTS } from './autocannon.js';
import type { CannonOptions, CannonResult, FromCannon, ToCannon } from './cannon-messages.js';

/** Entry of the process that runs autocannon. */
endWithParent();

/** Failures in a row for each connection after which a target that never answered is given up. */
const HOPELESS_ROUNDS = 3;

let stop: () => void = () => undefined;
let stopped = false;
process.on('message', (message: ToCannon) => {
  if (message.type === 'stop') {
    stopped = true;
    stop();
    return;
  }
  fire(message.options).then(
    (result) => tell({ type: 'done', result }),
    (error: Error) => tell({ type: 'failed', message: error.message }),
  );
});

function tell(message: FromCannon): void {
  process.send?.(message);
}

/** Failed connections are counted, not thrown; a target that never answers ends it early. */
async function fire(options: CannonOptions): Promise<CannonResult> {
  const { url, connections } = options;
  let firstError: string | null = null;
  let failures = 0;
  let answered = false;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(cannonOptions(options), (error, done) =>
      error ? reject(error) : resolve(done),
    );
    stop = () => instance.stop();
    instance.on('response', () => {
      answered = true;
    });
    instance.on('reqError', (error: Error) => {
      firstError ??= error.message;
      failures++;
      if (!answered && failures === connections * HOPELESS_ROUNDS) stop();
    });
    if (stopped) stop();
  });
  return { ...summarise(result), url, firstError };
}

function cannonOptions(options: CannonOptions): autocannon.Options {
  const { url, connections, durationMs, timeoutMs, rate, method, headers, body, pipelining } =
    options;
  return {
    url,
    connections,
    // autocannon counts whole seconds, and turns 0.3 s into none.
    duration: Math.max(1, Math.round(durationMs / 1000)),
    timeout: Math.max(1, Math.round(timeoutMs / 1000)),
    method: method as NonNullable<autocannon.Options['method']>,
    headers,
    pipelining,
    ...(rate === null ? {} : { overallRate: rate }),
    ...(body === null ? {} : { body: Buffer.from(body) }),
  };
}

function summarise(result: autocannon.Result): Omit<CannonResult, 'url' | 'firstError'> {
  const { latency, requests, throughput, statusCodeStats = {} } = result;
  const codes = Object.entries(statusCodeStats).map(([code, { count }]) => [code, count]);
  return {
    schema: 'tidegate.bench/1',
    generator: 'autocannon',
    connections: result.connections,
    durationMs: result.duration * 1000,
    requestsPerSecond: { mean: requests.average, stddev: requests.stddev },
    latency: {
      mean: latency.average,
      p50: latency.p50,
      p90: latency.p90,
      p99: latency.p99,
      p999: latency.p99_9,
      max: latency.max,
    },
    bytesPerSecond: throughput.average,
    responses: requests.total,
    errors: result.errors - result.timeouts,
    timeouts: result.timeouts,
    non2xx: result.non2xx,
    statusCodes: Object.fromEntries(codes),
    account: null,
    gaveWay: null,
    blindSpots: BLIND_SPOTS,
  };
}
