// Runs the parsers on attacks, one after the other. What it is at stands in shared memory, so that
// the thread that watches it can tell a call that does not end.
import { parentPort, workerData } from 'node:worker_threads';
import { TidegateError } from '../../dist/lib/errors.js';
import { PARSERS } from './parsers/registry.js';
import { attack } from './support/mutate.js';
import { Random, seedOf } from './support/random.js';

const { seed, names, from, shared } = workerData;
const SLOW_MS = 1000;
const TRIES = 4;
const REPORT_EVERY_MS = 1000;

const at = new Int32Array(shared);
const counts = Object.fromEntries(
  names.map((name) => [name, { inputs: 0, refused: 0, slowestMs: 0 }]),
);
let reported = performance.now();

for (let nth = from; ; nth += 1) {
  for (const [index, name] of names.entries()) {
    Atomics.store(at, 0, nth);
    Atomics.store(at, 1, index);
    Atomics.add(at, 2, 1);
    judge(name, nth);
  }
  if (performance.now() - reported < REPORT_EVERY_MS) continue;
  reported = performance.now();
  parentPort.postMessage({ type: 'counts', counts });
}

function judge(name, nth) {
  const { right, words, run } = PARSERS[name];
  const count = counts[name];
  const text = attack(new Random(seedOf(seed, name, nth)), right, words);
  const first = timed(run, text);
  // Further calls distinguish a slow parser from a slow machine, since this runs at the lowest priority.
  let ms = first.ms;
  for (let again = 0; again < TRIES && ms >= SLOW_MS; again++)
    ms = Math.min(ms, timed(run, text).ms);
  count.inputs += 1;
  if (first.error instanceof TidegateError) count.refused += 1;
  count.slowestMs = Math.max(count.slowestMs, ms);
  if (first.error && !(first.error instanceof TidegateError)) {
    found(name, nth, text, first.error.stack ?? String(first.error));
  } else if (ms >= SLOW_MS) {
    found(name, nth, text, `took ${Math.round(ms)} ms for ${text.length} characters`);
  }
}

/** In processor time: this process has the lowest priority, and waits for all others. */
function timed(run, text) {
  const start = process.cpuUsage();
  try {
    run(text);
    return { ms: processorMs(start), error: null };
  } catch (error) {
    return { ms: processorMs(start), error };
  }
}

function processorMs(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function found(name, nth, text, what) {
  parentPort.postMessage({ type: 'finding', name, nth, text, what });
}
