import { describe, expect, it } from 'vitest';
import type { TargetChange } from '../../../../src/model/capacity.js';
import { mendHaproxy } from '../../../../src/prove/config/mend/mend-haproxy.js';

function change(...lines: string[]): TargetChange {
  return { limit: 'maxconn', hop: null, hopIndex: null, what: '', where: 'haproxy', lines };
}

const TEXT = `global
  maxconn 100 # all
frontend f
  bind :80
  default_backend app
backend app
  balance leastconn
  server a 10.0.0.1:80 maxconn 5
  option httpchk
  server-template t 3 b.internal:80
backend app2
  server a 10.0.0.1:80`;

describe('a mend in an HAProxy configuration', () => {
  it('sets what is written already in its place, and the rest after the header', () => {
    const given = mendHaproxy(TEXT, [
      change('global', '    maxconn 500', '    ulimit-n 2000'),
      change('frontend f', '    maxconn 400'),
    ]);
    expect(given.split('\n').slice(0, 5)).toEqual([
      'global',
      '    maxconn 500',
      '    ulimit-n 2000',
      'frontend f',
      '    maxconn 400',
    ]);
  });

  it('writes the servers of one backend anew, templates among them', () => {
    const given = mendHaproxy(TEXT, [
      change(
        'backend app',
        '    server a 10.0.0.1:80 source 10.9.0.1',
        '    server a-2 10.0.0.1:80',
      ),
    ]);
    expect(given).toContain(`backend app
  balance leastconn
    server a 10.0.0.1:80 source 10.9.0.1
    server a-2 10.0.0.1:80
  option httpchk
backend app2
  server a 10.0.0.1:80`);
    expect(given).not.toContain('server-template');
  });

  it('makes a section that is not there', () => {
    expect(mendHaproxy('listen l\n  bind :80', [change('global', '    maxconn 5')])).toBe(
      'global\n    maxconn 5\nlisten l\n  bind :80',
    );
  });

  it('leaves what is of another place', () => {
    const elsewhere: TargetChange = { ...change('net.x = 1'), where: 'sysctl' };
    expect(mendHaproxy(TEXT, [elsewhere])).toBe(TEXT);
  });
});
