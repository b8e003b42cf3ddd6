import { expect, it } from 'vitest';
import { judgeTarget } from '../../../src/prove/config/judge-target.js';

const refused = { limit: 'ports', seen: 'closed', evidence: '' };
const judge = (held: number, promised: number | null, elsewise?: string, tolerance = 0) =>
  judgeTarget({ target: 100, promised, held: { held, refused }, tolerance, elsewise });

it('agrees where what was promised is held, and where neither is', () => {
  expect(judge(100, 120)).toEqual({ holds: true, agrees: true });
  expect(judge(101, null)).toEqual({ holds: true, agrees: true });
  expect(judge(80, 80)).toEqual({ holds: false, agrees: true });
});

it('says which of them is not so', () => {
  expect(judge(99, 100)).toEqual({
    holds: false,
    agrees: false,
    disagreement: '100 were promised with the mend, and 99 were held: ports refused the others',
  });
  expect(judge(100, 90).disagreement).toBe('90 were predicted with the mend, and 100 are held');
  expect(judge(70, 80, '10 fewer were held than predicted')).toMatchObject({
    agrees: false,
    disagreement: '10 fewer were held than predicted',
  });
});

it('says where the bundled proxy is known to hold less', () => {
  expect(judge(88, 100, undefined, 13).disagreement).toContain('an eighth of its slots');
  expect(judge(86, 100, undefined, 13).disagreement).not.toContain('an eighth');
});
