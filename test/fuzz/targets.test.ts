import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { nginxIsHere } from '../proxy/support/program.js';
import { targetInputs } from './targets-inputs.js';
import { playTargets } from './targets-proxies.js';
import { explanationOf } from './targets-rules.js';

/**
 * Random request targets and hosts, to the real nginx and to the bundled proxy. Both must accept
 * the same, keep the same connections, and send the origin the same bytes, or a known difference
 * explains it. `npm run fuzz:targets` tries 100,000 inputs; with `TIDEGATE_FUZZ_SEED` it repeats
 * those of an earlier run.
 */
const count = Number(process.env.TIDEGATE_FUZZ_TARGETS ?? 1500);
const long = process.env.TIDEGATE_FUZZ_TARGETS !== undefined;
const seed = Number(process.env.TIDEGATE_FUZZ_SEED ?? (long ? Date.now() % 1_000_000_000 : 12));
const MOST_SHOWN = Number(process.env.TIDEGATE_FUZZ_SHOW ?? 10);

test.skipIf(!nginxIsHere())(
  `${count} targets and hosts, seed ${seed}`,
  async () => {
    const inputs = targetInputs(seed, count);
    const { nginx, tidegate } = await playTargets(inputs);
    const explained = new Map<string, number>();
    const unexplained: object[] = [];
    let accepted = 0;
    for (const [at, input] of inputs.entries()) {
      const [theirs, ours] = [nginx[at], tidegate[at]];
      if (theirs === undefined || ours === undefined) throw new Error(`input ${at} has no outcome`);
      if ((theirs.responses[0]?.status ?? 400) < 300) accepted++;
      if (isDeepStrictEqual(theirs, ours)) continue;
      const known = explanationOf(input, theirs, ours);
      if (known === undefined) unexplained.push({ ...input, nginx: theirs, tidegate: ours });
      else explained.set(known.name, (explained.get(known.name) ?? 0) + 1);
    }
    if (long) {
      const figures = { seed, count, accepted, unexplained: unexplained.length };
      process.stdout.write(`${JSON.stringify({ ...figures, explained: [...explained] })}\n`);
    }
    expect(unexplained.length, JSON.stringify(unexplained.slice(0, MOST_SHOWN), null, 1)).toBe(0);
  },
  3_600_000,
);
