import { describe, expect, test } from 'vitest';
import type { Match } from '../../../src/model/nginx.js';
import { compileMatch } from '../../../src/proxy/health/match.js';
import { headOf } from '../../../src/proxy/http/heads/message-head.js';
import { parseResponseHead } from '../../../src/proxy/http/heads/response-head.js';

const place = { file: 'nginx.conf', line: 1, column: 1 };
const blank: Match = { name: 'm', status: null, body: null, headers: [], place };

function judge(match: Match | null, status: number, body = '', fields = ''): boolean {
  const head = parseResponseHead(headOf(`HTTP/1.1 ${status} X\r\n${fields}\r\n`));
  if (head === null) throw new Error('no head');
  return compileMatch(match)(head, body);
}

describe('a match', () => {
  const serving: Match = {
    ...blank,
    status: { negated: false, ranges: [[200, 200]] },
    body: { negated: true, pattern: 'maintain', ignoreCase: false },
  };

  test.each([
    ['200 and serving', 200, 'serving a', true],
    ['200 and maintenance', 200, 'under maintaining', false],
    ['503 and serving', 503, 'serving a', false],
    ['204 and nothing', 204, '', false],
  ] as const)('of status and body: %s', (_, status, body, healthy) => {
    expect(judge(serving, status, body)).toBe(healthy);
  });

  test('of a status that must not be', () => {
    const match: Match = { ...blank, status: { negated: true, ranges: [[500, 599]] } };
    expect([judge(match, 404), judge(match, 503)]).toEqual([true, false]);
  });

  test.each([
    ['present', null, 'X-A: 1\r\n', true],
    ['present', null, '', false],
    ['absent', null, 'X-A: 1\r\n', false],
    ['equals', '1', 'X-A: 1\r\n', true],
    ['differs', '1', 'X-A: 1\r\n', false],
    ['matches', '^\\d$', 'X-A: 1\r\n', true],
    ['differs-regex', '^\\d$', 'X-A: 1\r\n', false],
    ['matches', '^b', 'X-A: B\r\n', true],
  ] as const)('of a header: %s %s', (operator, value, fields, healthy) => {
    const header = { name: 'X-A', operator, ignoreCase: value === '^b', value };
    const match: Match = { ...blank, headers: [header] };
    expect(judge(match, 200, '', fields)).toBe(healthy);
  });

  test('left out means any 2xx or 3xx', () => {
    expect([200, 302, 404, 500].map((status) => judge(null, status))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
