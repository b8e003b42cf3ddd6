import { expect, it } from 'vitest';
import type { ProvenCase, ProveResult } from '../../../src/model/prove.js';
import { renderProveText } from '../../../src/report/prove/prove-text.js';
import { expectGolden } from '../../support/golden.js';
import { layoutWith } from '../../support/layout.js';

const CASE: ProvenCase = {
  name: 'late: a port for each tuple',
  portRange: [50_000, 50_099],
  sources: 2,
  destinations: 3,
  bind: 'late',
  reserved: '',
  listeners: [],
  predicted: { guaranteed: 600, max: 600 },
  measured: 600,
  agrees: true,
};

const RESULT: ProveResult = {
  schema: 'tidegate.prove/1',
  kernel: '6.18.44',
  cases: [
    CASE,
    {
      ...CASE,
      name: 'late: odd width',
      portRange: [50_000, 50_098],
      predicted: { guaranteed: 588, max: 594 },
      measured: 587,
      agrees: false,
    },
    {
      ...CASE,
      name: 'late: map $remote_port $bind_addr',
      portRange: [32_768, 60_999],
      sources: 9,
      predicted: { guaranteed: 960, max: 960 },
      measured: 960,
      perSource: ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.6']
        .concat(['127.0.0.7', '127.0.0.8', '127.0.0.9'])
        .map((source, index) => {
          const held = index >= 2 && index <= 5 ? 240 : 0;
          return { source, predicted: held, measured: held };
        }),
      firstFailure: { predicted: 662, measured: 648, tolerance: 80 },
    },
  ],
  softCliff: {
    portRange: [32_768, 60_999],
    predicted: 14_116,
    measured: 14_116,
    agrees: true,
    before: { samples: 1000, medianUs: 25.3, p99Us: 84.7 },
    after: { samples: 1000, medianUs: 733.4, p99Us: 1146.4 },
    ratio: 29,
  },
};

it('sets predicted beside measured, and marks what disagrees', () => {
  expectGolden('prove.txt', renderProveText(RESULT, layoutWith()));
});

it('says why the soft cliff was skipped, and leaves it out where it was not asked for', () => {
  const layout = layoutWith();
  const skipped = { ...RESULT, softCliff: { skipped: 'too few descriptors' } };
  expect(renderProveText(skipped, layout)).toContain('Soft cliff: skipped, too few descriptors\n');
  const { softCliff: _, ...one } = { ...RESULT, cases: [CASE] };
  expect(renderProveText(one, layout)).not.toContain('Soft cliff');
  expect(renderProveText(one, layout)).toContain('1 case: the kernel agrees\n');
});
