import { describe, expect, it } from 'vitest';
import { TidegateError } from '../../src/lib/errors.js';
import type { ProveCase, ProveResult } from '../../src/model/prove.js';
import { CASES } from '../../src/prove/cases.js';
import type { Namespace } from '../../src/prove/namespace.js';
import { allAgree } from '../../src/prove/prove.js';
import { proveCase } from '../../src/prove/prove-case.js';
import { proveCliff } from '../../src/prove/prove-cliff.js';

/** A kernel that always gives the same answer. */
const saying = (answer: unknown): Namespace => ({
  acceptQueue: 65_535,
  ask: async () => answer as never,
  close: () => undefined,
});

const ODD: ProveCase = {
  name: 'odd',
  portRange: [50_000, 50_098],
  sources: 2,
  destinations: 3,
  bind: 'late',
  reserved: '',
  listeners: [],
};

describe('a case', () => {
  it.each([
    [587, false],
    [588, true],
    [594, true],
    [595, false],
  ])('predicted 588 to 594, measured %d: agrees %s', async (measured, agrees) => {
    expect(await proveCase(ODD, saying(measured), 1000)).toMatchObject({
      predicted: { guaranteed: 588, max: 594 },
      measured,
      agrees,
    });
  });

  it('is refused where descriptors, not ports, would be the limit', async () => {
    const refusal = await proveCase(ODD, saying(594), 600).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TidegateError);
    expect(refusal).toMatchObject({
      code: 'PROVE_TOO_LARGE',
      message: '594 connections need 697 descriptors of 600',
    });
  });

  it('is refused where the accept queue would be the limit', async () => {
    const narrow = { ...saying(594), acceptQueue: 197 };
    const refusal = await proveCase(ODD, narrow, 1000).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'PROVE_TOO_LARGE',
      message: '594 connections are 198 a destination, whose accept queue holds 197',
    });
  });

  it('is the only one of its name', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });
});

describe('the soft cliff', () => {
  const times = (medianUs: number) => ({ samples: 400, medianUs, p99Us: 2 * medianUs });

  it.each([
    [14_116, 14_116, true],
    [14_000, 14_000, false],
    [null, 14_516, false],
  ])('came at %s: measured %d, agrees %s', async (at, measured, agrees) => {
    const kernel = saying({ at, before: times(20), after: times(700) });
    const softCliff = await proveCliff(kernel, 20_000);
    expect(softCliff).toMatchObject({ predicted: 14_116, measured, agrees, ratio: 35 });
    const result: ProveResult = { schema: 'tidegate.prove/1', kernel: '', cases: [], softCliff };
    expect(allAgree(result)).toBe(agrees);
  });

  it('is skipped with its reason where descriptors do not reach', async () => {
    expect(await proveCliff(saying(null), 1024)).toEqual({
      skipped: 'it takes 14516 connections, descriptors and queue allow 924',
    });
  });
});
