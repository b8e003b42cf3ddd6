import { describe, expect, it } from 'vitest';
import { type BenchRequest, requestBytes } from '../../src/bench/bench-request.js';
import { refusalOf } from '../support/refusal.js';

const GET: BenchRequest = { method: 'GET', path: '/a?b', host: 'tide:80', fields: [], body: null };
const lines = (made: Partial<BenchRequest>) =>
  requestBytes({ ...GET, ...made })
    .toString('latin1')
    .split('\r\n');

describe('the request that a benchmark repeats', () => {
  it('is what a simple client sends', () => {
    expect(lines({})).toEqual([
      'GET /a?b HTTP/1.1',
      'Host: tide:80',
      'User-Agent: tidegate',
      'Accept: */*',
      '',
      '',
    ]);
  });

  it('says how long its body is, in bytes', () => {
    const body = Buffer.from('f\u00fcnf');
    const sent = lines({ method: 'POST', body });
    expect(sent.slice(-3)).toEqual(['Content-Length: 5', '', 'f\u00c3\u00bcnf']);
    expect(lines({ body: Buffer.alloc(0) })).toContain('Content-Length: 0');
  });

  it("lets a user's field stand instead of its own, and each as often as it is given", () => {
    const fields = [
      ['host', 'example.test'],
      ['X-A', '1'],
      ['X-A', '2'],
      ['user-agent', 'other'],
    ] as const;
    expect(lines({ fields })).toEqual([
      'GET /a?b HTTP/1.1',
      'host: example.test',
      'X-A: 1',
      'X-A: 2',
      'user-agent: other',
      'Accept: */*',
      '',
      '',
    ]);
  });

  it.each(['Content-Length', 'transfer-encoding'])('refuses a %s of the user', (name) => {
    const refusal = refusalOf(() => requestBytes({ ...GET, fields: [[name, '5']] }));
    expect(refusal).toBe(`OPTION_BAD --header says ${name}`);
  });
});
