import { expect, it } from 'vitest';
import type { ConfigProof } from '../../../src/model/prove-config.js';
import { renderConfigProof } from '../../../src/report/prove/prove-config-text.js';
import { expectGolden } from '../../support/golden.js';
import { layoutWith } from '../../support/layout.js';

const LAYOUT = layoutWith();

const PROOF: ConfigProof = {
  schema: 'tidegate.prove-config/1',
  config: 'nginx.conf',
  engine: { name: 'nginx', version: '1.22.1' },
  kernel: '6.18.44',
  scale: 0.01,
  given: { portRange: [32_768, 33_049], reserved: '8080', nofile: { soft: 1024, hard: null } },
  standIns: [
    '/etc/ssl/shop.pem is not here: a certificate made on the spot stands in',
    'health_check is left out: open-source nginx does not know it',
  ],
  ways: [
    { name: '127.0.0.1:80 shop.example/', held: 0, answers: 'answered 301' },
    { name: '127.0.0.1:443 shop.example/', held: 281 },
  ],
  predicted: { max: 281, guaranteed: 280, binding: { hop: 'app', limit: 'ports' } },
  measured: { held: 281, firstRefusal: 278 },
  refused: {
    limit: 'ports',
    seen: 'answered 502',
    evidence:
      'the error log says: [crit] connect() to 10.0.0.1:80 failed (99: Cannot assign requested address) while connecting to upstream',
  },
  tolerance: 0,
  agrees: true,
};

it('shows both figures, the evidence, each way and what stood in', () => {
  expectGolden('prove-config.txt', renderConfigProof(PROOF, LAYOUT));
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

it('moves no cursor, whatever a name holds', () => {
  const ways = [{ name: 'a\u001b[2Jb', held: 1 }, ...PROOF.ways];
  expect(renderConfigProof({ ...PROOF, ways }, LAYOUT)).not.toContain('\u001b');
});
