import { expect, it } from 'vitest';
import { renderTargetProof } from '../../../src/report/prove/prove-target-text.js';
import { expectGolden } from '../../support/golden.js';
import { layoutWith } from '../../support/layout.js';
import { SAMPLES } from '../samples.js';

const LAYOUT = layoutWith();

const PROOF = SAMPLES.proveTarget;

it('shows the target, both figures, what was held, and each change', () => {
  expectGolden('prove/target.txt', renderTargetProof(PROOF, LAYOUT));
});

it('says that nothing has to change', () => {
  const text = renderTargetProof({ ...PROOF, changes: [], scale: 1 }, LAYOUT);
  expect(text).toMatch(/^nginx\.conf run by nginx 1\.22\.1/);
  expect(text).toContain('\nNothing has to change.\n');
  expect(text).not.toContain('times');
});

it('says why it does not agree, and what is not enough', () => {
  const disagreement = '1000 were promised with the mend, and 998 were held';
  const differs = { ...PROOF, holds: false, agrees: false, disagreement };
  expect(renderTargetProof(differs, LAYOUT)).toMatch(/\n✘ DISAGREES: 1000 were promised .*\n$/);
  const short = { ...PROOF, holds: false };
  expect(renderTargetProof(short, LAYOUT)).toMatch(/\n✘ 1,000 are not held: .*, as predicted\n$/);
});
