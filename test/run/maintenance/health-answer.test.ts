import { describe, expect, test } from 'vitest';
import { beginning, judgeHealth } from '../../../src/run/maintenance/health-answer.js';

const TOLD = { text: 'maintaining\n', told: true };
const NOT_TOLD = { ...TOLD, told: false };

describe('what a health answer means', () => {
  test.each([
    [200, 'ok', true, 'serving', 'serving'],
    [204, '', false, 'serving', 'serving'],
    [200, '<p>maintaining</p>', true, 'maintenance', 'maintenance'],
    [503, '<p>maintaining</p>', true, 'maintenance', 'maintenance'],
    [503, 'ok', true, 'other', 'maintenance'],
    [404, '', false, 'other', 'maintenance'],
    [200, '', true, 'maintenance', 'maintenance'],
  ])('status %i and "%s"', (status, body, talks, told, notTold) => {
    expect(judgeHealth({ status, body }, TOLD, talks)).toBe(told);
    expect(judgeHealth({ status, body }, NOT_TOLD, talks)).toBe(notTold);
  });
});

test('a body’s beginning is one line, short, and does nothing to a terminal', () => {
  expect(beginning('a\r\n\u001b[31mb\u0000 c\n')).toBe('a [31mb c');
  expect(beginning('x'.repeat(100))).toBe(`${'x'.repeat(60)}…`);
});
