import { describe, expect, it } from 'vitest';
import type { RequestOutcome } from '../../../src/model/ledger.js';
import { AT } from '../../support/ledger.js';
import { judge } from '../judge.js';

describe('complete-response', () => {
  it('passes when every response came whole', () => {
    expect(judge('complete-response').status).toBe('pass');
  });

  it.each<RequestOutcome>(['cut', 'reset', 'corrupt'])(
    'fails a response that ends %s',
    (outcome) => {
      const broken = judge('complete-response', (run) =>
        run.change('2-0', { outcome, endMs: 7000 }),
      );
      expect(broken).toMatchObject({ status: 'fail', blame: 'frontend' });
      expect(broken.samples[0]).toContain('2-0 (response, sent at 4,000 ms)');
    },
  );

  it.each([502, 503, 404, null])('fails a response of status %s', (status) => {
    expect(judge('complete-response', (run) => run.change('1-3', { status })).status).toBe('fail');
  });

  it('fails an upgrade that was refused', () => {
    expect(
      judge('complete-response', (run) => run.change('6-0', { status: 502, outcome: 'complete' }))
        .status,
    ).toBe('fail');
  });

  it('fails a request that was answered with nothing but FIN long after it was sent', () => {
    const dropped = judge('complete-response', (run) => {
      run.change('4-0', { outcome: 'unanswered', status: null, headMs: null });
      run.changeConnection(4, { end: 'peer-fin', peerFinMs: 9000 });
    });
    expect(dropped.status).toBe('fail');
  });

  it('fails a refused connect, and bytes that nobody asked for', () => {
    const refused = judge('complete-response', (run) => {
      run.connection(10, 'idle', { end: 'refused', openMs: null });
    });
    expect(refused).toMatchObject({ status: 'fail', blame: 'frontend' });
    const babble = judge('complete-response', (run) =>
      run.changeConnection(0, { end: 'given-up' }),
    );
    expect(babble.status).toBe('fail');
  });

  it('leaves a connect that failed because the tester had no port, to tester-healthy', () => {
    const ours = judge('complete-response', (run) => {
      run.connection(10, 'idle', { end: 'no-port', openMs: null });
    });
    expect(ours.status).toBe('pass');
  });

  it('fails a request that was never answered whole, given up or still open at the end', () => {
    const never = judge('complete-response', (run) => {
      run.change('2-0', { outcome: 'timeout', endMs: 18_000, lastsMs: 4000 });
      run.change('1-7', { outcome: 'open', endMs: 30_000, status: null, headMs: null });
    });
    expect(never).toMatchObject({
      status: 'fail',
      actual: expect.stringContaining('2 never answered whole'),
    });
  });

  it('fails an upgrade that was never answered', () => {
    const never = judge('complete-response', (run) =>
      run.change('6-0', { outcome: 'open', status: null, headMs: null, endMs: AT.end + 90 }),
    );
    expect(never.status).toBe('fail');
  });

  it('says of what is still under way within its time that it is', () => {
    const open = judge('complete-response', (run) =>
      run.change('3-0', { outcome: 'open', endMs: 20_000, lastsMs: 8000 }),
    );
    expect(open).toMatchObject({
      status: 'pass',
      actual: expect.stringContaining('1 still under way at the end'),
    });
  });

  it('says what the sample could have missed, at 95 %: three of n', () => {
    const sampled = judge('complete-response', (run) => {
      const many = run.connection(10, 'periodic');
      for (let n = 0; n < 291; n++) run.request(many, 'b', [AT.on + n, AT.on + n + 5]);
    });
    expect(sampled.actual).toContain('300 from the flip on');
    expect(sampled.actual).toContain('fewer than 1 of 100 may have been missed');
  });

  it('without a ledger says what is known, and blames nobody for it', () => {
    const known = judge('complete-response', (run) => {
      run.hasServerLedgers = false;
      run.ledger = { ...run.ledger, probes: [] };
      for (const id of ['2-0', '3-0']) run.change(id, { outcome: 'cut', endMs: AT.on + 60 });
    });
    expect(known.blame).toBe('2 of 2 from a, within 60 ms of the flip');
  });

  it('tells a response that outlived the waiting timeout from a cut', () => {
    const outlived = (endMs: number) =>
      judge('complete-response', (run) => run.change('3-0', { outcome: 'cut', endMs }));
    expect(outlived(AT.waitOver + 3).status).toBe('warn');
    expect(outlived(AT.waitOver - 8).status).toBe('warn');
    expect(outlived(AT.waitOver - 100).status).toBe('fail');
  });

  it('does not excuse what was on the other backend, or began after the flip back', () => {
    const other = judge('complete-response', (run) => {
      run.request(run.connection(10, 'stream'), 'b', [4000, AT.waitOver + 3], { outcome: 'cut' });
    });
    expect(other.status).toBe('fail');
    const later = judge('complete-response', (run) => run.change('1-6', { outcome: 'cut' }));
    expect(later.status).toBe('fail');
  });

  it('blames the backend server whose own socket ended under the request', () => {
    const reset = judge('complete-response', (run) => {
      run.change('2-0', { outcome: 'cut', endMs: 5600 });
      run.changeArrival('2-0', { outcome: 'cut', endMs: 5600 });
      run.changeSocket('2-0', 'self-rst', 5600);
    });
    expect(reset.blame).toBe('backend server a');
  });

  it('blames the backend proxy that did not answer probes at that time', () => {
    const gone = judge('complete-response', (run) => {
      run.change('2-0', { outcome: 'cut', endMs: 5600 });
      run.ledger = {
        ...run.ledger,
        probes: [{ atMs: 5700, backend: 'a', status: null, verdict: 'unreachable', seen: '' }],
      };
    });
    expect(gone.blame).toBe('backend proxy a');
  });

  it('skips when no response was due', () => {
    expect(
      judge('complete-response', (run) => {
        run.requests.length = 0;
      }).status,
    ).toBe('skip');
  });
});
