import { describe, expect, it } from 'vitest';
import { AT } from '../../support/ledger.js';
import { judge } from '../judge.js';

describe('return', () => {
  it('passes when the backend serves again within U', () => {
    expect(judge('return')).toMatchObject({
      status: 'pass',
      actual: 'first request after 1.2 s; 3 requests since, none failed',
    });
  });

  it('fails when it never serves again, or later than U', () => {
    expect(judge('return', (run) => run.changeArrival('1-6', { beganMs: 5 })).actual).toBe(
      'it served nothing in the 4 s from maintenance off to the end',
    );
    expect(
      judge('return', (run) => run.changeArrival('1-6', { beganMs: AT.off + 1501 })).status,
    ).toBe('fail');
  });

  it('fails a 5xx and a broken response after maintenance', () => {
    expect(judge('return', (run) => run.change('1-6', { status: 502 }))).toMatchObject({
      status: 'fail',
      blame: 'frontend',
    });
    expect(judge('return', (run) => run.change('1-7', { outcome: 'reset' })).status).toBe('fail');
  });

  it('goes by the responses where there are no ledgers', () => {
    expect(
      judge('return', (run) => {
        run.hasServerLedgers = false;
      }).status,
    ).toBe('pass');
    const never = judge('return', (run) => {
      run.hasServerLedgers = false;
      run.change('1-6', { backend: 'b' });
    });
    expect(never.status).toBe('fail');
  });

  it('skips where it cannot be told', () => {
    const nameless = judge('return', (run) => {
      run.hasServerLedgers = false;
      for (const { id } of [...run.requests]) run.change(id, { backend: null });
    });
    expect(nameless.actual).toBe('neither ledgers nor responses name the backend');
    const short = judge('return', (run) => {
      run.facts = { ...run.facts, endMs: AT.off + 1000 };
    });
    expect(short.actual).toBe('the run ended before that');
    const on = judge('return', (run) => {
      run.ledger = { ...run.ledger, flip: { ...run.ledger.flip, offMs: null } };
    });
    expect(on.actual).toBe('maintenance was never switched off');
    expect(
      judge('return', (run) => {
        run.requests.length = 0;
      }).actual,
    ).toBe('no request was sent after that');
  });
});
