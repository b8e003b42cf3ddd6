import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { TesterSample } from '../model/ledger.js';

const RESOLUTION_MS = 20;
const NANOSECONDS = 1e6;

/**
 * Watches this process: every `everyMs` a sample of its event loop's largest lag and of its share
 * of a core. Returns a function that stops it.
 * @param process name in the samples: `load-0`, `conductor`.
 * @param now run time in milliseconds.
 */
export function sampleTester(
  name: string,
  now: () => number,
  take: (sample: TesterSample) => void,
  everyMs = 500,
): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let cpu = process.cpuUsage();
  let beforeMs = now();
  const timer = setInterval(() => {
    const nowMs = now();
    const used = process.cpuUsage(cpu);
    cpu = process.cpuUsage();
    take({
      atMs: nowMs,
      process: name,
      lagMs: Math.max(0, delay.max / NANOSECONDS - RESOLUTION_MS),
      cpu: (used.user + used.system) / 1000 / Math.max(1, nowMs - beforeMs),
    });
    beforeMs = nowMs;
    delay.reset();
  }, everyMs);
  return () => {
    clearInterval(timer);
    delay.disable();
  };
}
