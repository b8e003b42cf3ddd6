import { describe, expect, it } from 'vitest';
import type { HealthProbe } from '../../../src/model/ledger.js';
import { AT, type LedgerBuilder } from '../../support/ledger.js';
import { judge } from '../judge.js';

const probe = (atMs: number, verdict: HealthProbe['verdict']): HealthProbe => ({
  atMs,
  backend: 'a',
  status: verdict === 'unreachable' ? null : 200,
  verdict,
  seen: verdict === 'serving' ? 'ok' : '',
});

const withProbes = (...probes: HealthProbe[]) =>
  judge('flip-visible', (run) => {
    run.ledger = { ...run.ledger, probes };
  });

describe('flip-visible', () => {
  it('passes when the page is there within V', () => {
    expect(judge('flip-visible')).toMatchObject({
      status: 'pass',
      actual: 'first seen 50 ms after the flip',
    });
  });

  it('lets the last look before the page fall after the flip', () => {
    expect(withProbes(probe(5100, 'serving'), probe(5200, 'maintenance')).status).toBe('pass');
  });

  it('fails when the page never comes: the maintenance file has no effect', () => {
    expect(withProbes(probe(5100, 'serving'), probe(6000, 'serving'))).toMatchObject({
      status: 'fail',
      blame: 'backend proxy a',
      expected: expect.stringMatching(/^"maintaining" at http:.*health_check\/ within 260 ms/),
    });
  });

  it('fails when the page comes late, as behind open_file_cache', () => {
    expect(withProbes(probe(5300, 'serving'), probe(5400, 'maintenance')).status).toBe('fail');
  });

  it('fails when the page goes again before the flip back: workers that disagree', () => {
    expect(
      withProbes(probe(5100, 'maintenance'), probe(9000, 'serving'), probe(9100, 'maintenance')),
    ).toMatchObject({ status: 'fail', samples: ['status 200 and "ok" at 9,000 ms'] });
  });

  it('does not mind a backend that goes down after its page, and says so', () => {
    expect(withProbes(probe(5100, 'maintenance'), probe(9000, 'unreachable'))).toMatchObject({
      status: 'pass',
      actual: 'first seen 100 ms after the flip; the backend went down itself at 9,000 ms',
    });
    expect(withProbes(probe(5100, 'unreachable'), probe(9000, 'unreachable')).status).toBe('fail');
  });

  it('names the other backend that shows the page, instead of it or beside it', () => {
    const other = { ...probe(5060, 'maintenance'), backend: 'b' };
    const wrong = withProbes(probe(5100, 'serving'), other, probe(5200, 'serving'));
    expect(wrong).toMatchObject({
      status: 'fail',
      actual: 'never seen at a; b shows the page, first after 60 ms',
      blame: 'the command that switches maintenance on',
    });
    expect(withProbes(probe(5100, 'maintenance'), other).actual).toBe(
      'first seen 100 ms after the flip; b shows the page, first after 60 ms',
    );
  });

  it('notes that a page with an error status puts no rule on the body to the test', () => {
    const page = { ...probe(5100, 'maintenance'), status: 503 };
    expect(withProbes(page)).toMatchObject({
      status: 'pass',
      actual: expect.stringContaining(
        'with status 503: the rule on the body was not put to the test',
      ),
    });
  });

  it('does not judge a run that was cut short before the page had to be there', () => {
    const cut = judge('flip-visible', (run) => {
      run.facts = { ...run.facts, endMs: AT.on + 150 };
      run.ledger = { ...run.ledger, probes: [probe(5100, 'serving')] };
    });
    expect(cut).toMatchObject({ status: 'skip', actual: 'the run ended before that' });
  });

  it('does not tell when no probe fell into V', () => {
    expect(withProbes(probe(4000, 'serving'), probe(5400, 'maintenance')).status).toBe('warn');
  });

  it('skips without a flip or without probes after it', () => {
    expect(withProbes(probe(4900, 'serving'), probe(AT.off + 1, 'serving')).status).toBe('skip');
    const unflipped = judge('flip-visible', (run) => {
      run.ledger = { ...run.ledger, flip: { backend: 'a', onMs: null, offMs: null } };
    });
    expect(unflipped.status).toBe('skip');
  });

  it('does not mind what is seen while the command that switches it off is still at work', () => {
    const slowOff = (run: LedgerBuilder, offBeganMs: number): void => {
      const flip = { backend: 'a', onMs: AT.on, offMs: AT.off, offBeganMs };
      const gone = {
        atMs: AT.off - 100,
        backend: 'a',
        status: 200,
        verdict: 'serving',
        seen: '',
      } as const;
      run.ledger = { ...run.ledger, flip, probes: [...run.ledger.probes, gone] };
    };
    expect(judge('flip-visible', (run) => slowOff(run, AT.off - 300)).status).toBe('pass');
    expect(judge('flip-visible', (run) => slowOff(run, AT.off - 50)).status).toBe('fail');
  });
});
