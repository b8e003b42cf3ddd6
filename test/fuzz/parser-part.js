// The parsers in a process of their own: a thread that runs them, and this one, which ends the
// thread where a call does not return and goes on behind it.
import { Worker } from 'node:worker_threads';
import { PARSERS } from './parsers/registry.js';
import { attack } from './support/mutate.js';
import { Random, seedOf } from './support/random.js';

const { seed, only } = JSON.parse(process.argv[2] ?? '{}');
const STUCK_MS = 30_000;
const LOOK_EVERY_MS = 500;
/** Much more than an input of a few hundred kilobytes should need. */
const HEAP_MB = 128;

const names = Object.keys(PARSERS).filter((name) => !only || name.includes(only));
const total = Object.fromEntries(
  names.map((name) => [name, { inputs: 0, refused: 0, slowestMs: 0 }]),
);
process.once('disconnect', () => process.exit());
begin(0);

function begin(from) {
  const shared = new SharedArrayBuffer(12);
  const at = new Int32Array(shared);
  const worker = new Worker(new URL('parser-thread.js', import.meta.url), {
    workerData: { seed, names, from, shared },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 16 },
  });
  const before = structuredClone(total);
  let [calls, sinceMs, over] = [-1, performance.now(), false];
  const goOn = (what) => {
    if (over) return;
    over = true;
    clearInterval(looking);
    const name = names[at[1]];
    const text = textOf(name, at[0]);
    process.send({ type: 'finding', name, nth: at[0], text, what });
    worker.terminate().then(() => begin(at[0] + 1));
  };
  const looking = setInterval(() => {
    if (at[2] !== calls) [calls, sinceMs] = [at[2], performance.now()];
    else if (performance.now() - sinceMs > STUCK_MS) goOn(`did not end within ${STUCK_MS} ms`);
  }, LOOK_EVERY_MS);
  worker.on('error', (error) => goOn(`ended its thread: ${error.message}`));
  worker.on('message', (message) => {
    if (message.type === 'finding') process.send(message);
    else add(before, message.counts);
  });
}

function add(before, counts) {
  for (const name of names) {
    total[name].inputs = before[name].inputs + counts[name].inputs;
    total[name].refused = before[name].refused + counts[name].refused;
    total[name].slowestMs = Math.max(before[name].slowestMs, counts[name].slowestMs);
  }
  process.send({ type: 'counts', counts: total });
}

function textOf(name, nth) {
  const { right, words } = PARSERS[name];
  return attack(new Random(seedOf(seed, name, nth)), right, words);
}
