import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { TidegateError } from '../../lib/errors.js';
import { formatBytes, formatMs } from '../../lib/units.js';
import type { BenchResult } from '../../model/bench.js';
import { startWorker } from '../../net/worker-process.js';
import type { CannonOptions, CannonResult, FromCannon, ToCannon } from './cannon-messages.js';

const ENTRY = new URL('./cannon-main.js', import.meta.url);

/** Found with servers that break one request in ten, and by comparison with wrk. */
export const BLIND_SPOTS = [
  'a response that is cut by FIN, in its Content-Length or its chunks, is no error to it',
  'where the server closes connections its latencies are wrong, up to a hundredfold',
  'its rate overshoots, by 8 to 20 % where it was measured',
  'it knows whole milliseconds and seconds only',
  'it checks no certificate',
];

/** autocannon keeps whatever a server sends without end; when it holds more than this, it is ended. */
const MEMORY_LIMIT = { bytes: 200e6, perConnection: 20_000 } as const;
const LOOK_MS = 20;
/**
 * Added to the duration and the time-out. After that autocannon's event loop has no turn left to
 * end by itself.
 */
const GRACE_MS = 3000;

export interface CannonCall extends CannonOptions {
  /** Aborting it ends the benchmark with the figures so far. */
  readonly signal?: AbortSignal;
}

/**
 * The second opinion: another generator, by other authors, on Node's own sockets. It runs in a
 * process of its own, because a server can make it grow without bound or block its event loop. Then
 * it is ended, and its figures are void.
 * @throws TidegateError AUTOCANNON_FAILED
 */
export async function benchByAutocannon(call: CannonCall): Promise<BenchResult> {
  const { signal, ...options } = call;
  const child = startWorker({ entry: ENTRY, name: 'autocannon' });
  const tell = (message: ToCannon): void => {
    if (child.connected) child.send(message);
  };
  const stop = (): void => tell({ type: 'stop' });
  const over = new AbortController();
  try {
    tell({ type: 'start', options });
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
    const answer = once(child, 'message', { signal: over.signal }) as Promise<[FromCannon]>;
    const end = once(child, 'exit', { signal: over.signal });
    const outcome = await Promise.race([
      answer.then(([message]) => message),
      end.then(([code, how]) => ({ type: 'failed', message: how ?? `exit code ${code}` }) as const),
      watch(child.pid ?? 0, call, over.signal),
    ]);
    const interrupted = signal?.aborted ?? false;
    if (typeof outcome === 'string') return { ...nothing(options, outcome), interrupted };
    if (outcome.type === 'done') return { ...doubted(outcome.result, options), interrupted };
    throw new TidegateError('AUTOCANNON_FAILED', `autocannon failed: ${outcome.message}`, {
      hint: 'Leave --generator out: the load of Tidegate itself does not need it.',
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    over.abort();
    child.kill('SIGKILL');
  }
}

/** Resolves with the reason as soon as the process has to be ended. */
async function watch(pid: number, options: CannonCall, over: AbortSignal): Promise<string> {
  const { connections, durationMs, timeoutMs, signal } = options;
  const mostBytes = MEMORY_LIMIT.bytes + connections * MEMORY_LIMIT.perConnection;
  const waitMs = Math.max(1000, durationMs) + Math.max(1000, timeoutMs) + GRACE_MS;
  let lastMs = performance.now() + waitMs;
  while (performance.now() < lastMs) {
    await delay(LOOK_MS, undefined, { signal: over });
    const bytes = residentBytes(pid);
    if (bytes > mostBytes) {
      return `autocannon grew to ${formatBytes(bytes)} on what the target sends, and was ended`;
    }
    if (signal?.aborted) lastMs = Math.min(lastMs, performance.now() + GRACE_MS);
  }
  return 'autocannon did not come to its end, and was ended';
}

/** 0 where there is no /proc. */
function residentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/**
 * Marks figures that are impossible: more than one answer for each request, or more time than there
 * was.
 */
function doubted(result: CannonResult, { durationMs }: CannonOptions): CannonResult {
  const interim = Object.keys(result.statusCodes).find((code) => code.startsWith('1'));
  const longest = Math.max(1000, durationMs) * 1.5 + 1000;
  const late = `it ran for ${formatMs(result.durationMs)} instead of ${formatMs(durationMs)}`;
  const gaveWay =
    interim !== undefined
      ? `autocannon takes the interim status ${interim} for an answer`
      : result.durationMs > longest
        ? `autocannon had no turn left to end in time: ${late}`
        : null;
  return { ...result, gaveWay };
}

function nothing({ url, connections, durationMs }: CannonOptions, gaveWay: string): CannonResult {
  return {
    schema: 'tidegate.bench/1',
    url,
    generator: 'autocannon',
    connections,
    durationMs,
    requestsPerSecond: { mean: 0, stddev: 0 },
    latency: { mean: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0 },
    bytesPerSecond: 0,
    responses: 0,
    errors: 0,
    timeouts: 0,
    non2xx: 0,
    statusCodes: {},
    firstError: gaveWay,
    gaveWay,
    account: null,
    blindSpots: BLIND_SPOTS,
  };
}
