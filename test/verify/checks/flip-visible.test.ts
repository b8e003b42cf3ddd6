import { describe, expect, it } from 'vitest';
import type { HealthProbe } from '../../../src/model/ledger.js';
import { AT, type LedgerBuilder } from '../../support/ledger.js';
import { judge } from '../judge.js';

const probe = (atMs: number, verdict: HealthProbe['verdict']): HealthProbe => ({
  atMs,
  backend: 'a',
  status: verdict === 'unreachable' ? null : 200,
  verdict,
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
    });
  });

  it('fails when the page comes late, as behind open_file_cache', () => {
    expect(withProbes(probe(5300, 'serving'), probe(5400, 'maintenance')).status).toBe('fail');
  });

  it('fails when the page goes again before the flip back: workers that disagree', () => {
    expect(
      withProbes(probe(5100, 'maintenance'), probe(9000, 'serving'), probe(9100, 'maintenance')),
    ).toMatchObject({ status: 'fail', samples: ['serving, status 200, at 9,000 ms'] });
  });

  it('fails when the backend proxy stops answering', () => {
    expect(withProbes(probe(5100, 'maintenance'), probe(9000, 'unreachable')).status).toBe('fail');
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
      const gone = { atMs: AT.off - 100, backend: 'a', status: 200, verdict: 'serving' } as const;
      run.ledger = { ...run.ledger, flip, probes: [...run.ledger.probes, gone] };
    };
    expect(judge('flip-visible', (run) => slowOff(run, AT.off - 300)).status).toBe('pass');
    expect(judge('flip-visible', (run) => slowOff(run, AT.off - 50)).status).toBe('fail');
  });
});
