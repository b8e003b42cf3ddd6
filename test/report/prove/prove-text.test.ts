import { expect, it } from 'vitest';
import { renderProveText } from '../../../src/report/prove/prove-text.js';
import { expectGolden } from '../../support/golden.js';
import { layoutWith } from '../../support/layout.js';
import { SAMPLES } from '../samples.js';

const RESULT = SAMPLES.prove;

it('sets predicted beside measured, and marks what disagrees', () => {
  expectGolden('prove/prove.txt', renderProveText(RESULT, layoutWith()));
});

it('says why the soft cliff was skipped, and leaves it out where it was not asked for', () => {
  const layout = layoutWith();
  const skipped = { ...RESULT, softCliff: { skipped: 'too few descriptors' } };
  expect(renderProveText(skipped, layout)).toContain('Soft cliff: skipped, too few descriptors\n');
  const { softCliff: _, ...one } = { ...RESULT, cases: RESULT.cases.slice(0, 1) };
  expect(renderProveText(one, layout)).not.toContain('Soft cliff');
  expect(renderProveText(one, layout)).toContain('1 case: the kernel agrees\n');
});
