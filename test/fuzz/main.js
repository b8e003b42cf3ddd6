// Attacks the parsers, the readers of the load and the bundled proxy, and watches every process of
// them. `npm run fuzz -- [--minutes N] [--seed N] [--part parsers|proxies|testers] [--only PARSER]`.
// Ends with a table, and with exit code 1 where anything was found; what was found is saved so that
// it can be run again (parsers: node test/fuzz/replay.js NAME FILE).
import { Console } from 'node:console';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fuzzParsers } from './parts/parsers.js';
import { fuzzProxies } from './parts/proxies.js';
import { fuzzTesters } from './parts/testers.js';
import { Findings } from './support/findings.js';
import { Machine } from './support/machine.js';
import { ProcessWatch } from './support/process-watch.js';

const tables = new Console(process.stdout);
const PARTS = { parsers: fuzzParsers, proxies: fuzzProxies, testers: fuzzTesters };
const CONTROL = '127.94.0.1';
const MINUTE_MS = 60_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    part: { type: 'string', multiple: true, default: Object.keys(PARTS) },
    only: { type: 'string' },
  },
});
const durationMs = Number(values.minutes) * MINUTE_MS;
const seed = Number(values.seed);
const startedMs = performance.now();

const findings = new Findings();
const machine = new Machine();
const watch = new ProcessWatch((what) => findings.add('memory', what, { seed }));
const summary = { parsers: {}, proxies: {}, testers: {} };
const print = (line) => process.stdout.write(`${line}\n`);

print(`fuzz for ${values.minutes} min, seed ${seed}`);
await machine.start(CONTROL);
const context = { seed, durationMs, only: values.only, findings, machine, watch, summary };
const parts = values.part.map((part) => PARTS[part](context));
const tick = setInterval(() => print(line()), MINUTE_MS);
let interrupt = () => undefined;
const interrupted = new Promise((resolve) => {
  interrupt = resolve;
});
process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
const broken = Promise.all(parts.map(({ done }) => done)).then(() => interrupted);
await Promise.race([sleep(durationMs, null, { ref: false }), interrupted, broken]);
clearInterval(tick);
await Promise.all(parts.map((part) => part.stop()));
// What is late is judged a moment later.
await sleep(3000);
watch.stop();
machine.stop();
printSummary();

function line() {
  const minutes = Math.round((performance.now() - startedMs) / MINUTE_MS);
  const inputs = total(summary.parsers, 'inputs');
  const asked = total(summary.proxies, 'asked');
  const requests = total(summary.testers, 'requests');
  const peak = Math.round(Math.max(0, ...Object.values(watch.peaks)) / 1e6);
  return (
    `${minutes} min: ${inputs} inputs, ${asked} health answers, ${requests} hostile answers read; ` +
    `largest process ${peak} MB, findings ${findings.counts.size}`
  );
}

function total(by, field) {
  return Object.values(by).reduce((sum, count) => sum + (count[field] ?? 0), 0);
}

function printSummary() {
  const rounded = (by) =>
    Object.fromEntries(
      Object.entries(by).map(([name, count]) => [
        name,
        Object.fromEntries(Object.entries(count).map(([key, value]) => [key, Math.round(value)])),
      ]),
    );
  for (const part of Object.values(summary)) {
    if (Object.keys(part).length > 0) tables.table(rounded(part));
  }
  const peaks = Object.entries(watch.peaks);
  tables.table(
    Object.fromEntries(
      peaks.map(([kind, bytes]) => [kind, { 'peak MB': Math.round(bytes / 1e6) }]),
    ),
  );
  print(`The machine itself was up to ${Math.round(machine.longestMs)} ms late.`);
  if (machine.starved > 0) print(`${machine.starved} late answers waited for the CPU alone.`);
  if (findings.counts.size === 0) {
    rmSync(findings.directory, { recursive: true, force: true });
    print(`No findings in ${line()}`);
    return;
  }
  for (const [kind, times] of findings.counts) print(`${times} x ${kind}`);
  print(`Saved in ${findings.directory}`);
  process.exitCode = 1;
}
