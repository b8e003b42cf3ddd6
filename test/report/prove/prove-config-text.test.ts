import { expect, it } from 'vitest';
import { renderConfigProof } from '../../../src/report/prove/prove-config-text.js';
import { expectGolden } from '../../support/golden.js';
import { layoutWith } from '../../support/layout.js';
import { SAMPLES } from '../samples.js';

const LAYOUT = layoutWith();

const PROOF = SAMPLES.proveConfig;

it('shows both figures, the evidence, each way and what stood in', () => {
  expectGolden('prove/config.txt', renderConfigProof(PROOF, LAYOUT));
});

it('says why it does not agree', () => {
  const text = renderConfigProof(
    { ...PROOF, agrees: false, disagreement: '40 fewer were held than predicted', tolerance: 7 },
    LAYOUT,
  );
  expect(text).toMatch(/✘ DISAGREES: 40 fewer were held than predicted \(tolerance: 7\)\n$/);
});

it('prints what has no limit, and was not refused', () => {
  const predicted = { max: null, guaranteed: null, binding: null };
  const text = renderConfigProof({ ...PROOF, predicted, refused: null, standIns: [] }, LAYOUT);
  expect(text).toMatch(/predicted +no limit/);
  expect(text).toMatch(/measured +281 +none was refused/);
});
