// Tests the verifier: runs Tidegate against every deployment of
// scenarios/broken and prints what it found beside what it must find.
// `npm run verifier -- [--only TEXT] [--side right|wrong] [--rounds N] [--loaded] [--jobs N]
// [--details] [--bin FILE]`.
//
// --only: deployments whose name holds the text; --side: the right ones or the wrong ones.
// --rounds: each right one N times, each wrong one once. --loaded: every core is kept busy meanwhile.
// --jobs: how many at a time (two a core). --details: what each red one printed. --bin: another build's
// bin/tidegate.js. Exits with 1 when any cell is red.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { DEPLOYMENTS } from '../../scenarios/broken/deployments.mjs';
import { missingFor, runCell } from './cell.js';
import { expectedOf } from './judge.js';

const { values } = parseArgs({
  options: {
    side: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(2 * availableParallelism()) },
    loaded: { type: 'boolean', default: false },
    bin: { type: 'string' },
    details: { type: 'boolean', default: false },
  },
});

const print = (line) => void process.stdout.write(`${line}\n`);
/** So that two of these, or a test at the same time, do not use the same address. */
const BLOCK = `127.${200 + (process.pid % 50)}.${(process.pid >> 6) % 256}`;
const FIRST_PORT = 18_100;

function plannedCells() {
  const cells = [];
  const wanted = DEPLOYMENTS.filter(
    ({ name, is }) => name.includes(values.only) && is.startsWith(values.side),
  );
  for (const deployment of wanted) {
    const missing = missingFor(deployment);
    if (missing.length > 0) {
      print(`skipped ${deployment.name}: no ${missing.join(', no ')} here`);
      continue;
    }
    const rounds = deployment.is.startsWith('right') ? Number(values.rounds) : 1;
    for (let round = 0; round < rounds; round++) cells.push(deployment);
  }
  return cells.map((deployment, index) => ({ deployment, port: FIRST_PORT + index }));
}

async function runAll(cells) {
  const waiting = [...cells];
  const red = [];
  const work = async () => {
    for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
      const { deployment, port } = cell;
      const found = await runCell(deployment, { block: BLOCK, port }, { bin: values.bin });
      print(
        row(found.ok ? 'ok' : 'RED', deployment.name, expectedOf(deployment.expect), found.got),
      );
      if (!found.ok) red.push({ deployment, ...found });
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
  return red;
}

const row = (ok, name, expected, got) =>
  `${ok.padEnd(4)} ${name.padEnd(38)} ${expected.padEnd(48)} ${got}`;

function keepBusy() {
  const spinning = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  const stop = () => {
    for (const child of spinning) child.kill('SIGKILL');
  };
  process.once('exit', stop);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
}

if (values.loaded) keepBusy();
print(row('', 'deployment', 'expected', 'got'));
const cells = plannedCells();
const red = await runAll(cells);
for (const { deployment, why, command, text } of red) {
  print(`\n${deployment.name} is ${deployment.is}`);
  for (const one of why) print(`  ${one}`);
  if (values.details) print(`  tidegate ${command}\n${text}`);
}
print(`\n${cells.length - red.length} of ${cells.length} as expected`);
process.exit(red.length > 0 ? 1 : 0);
