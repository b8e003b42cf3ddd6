import { describe, expect, it } from 'vitest';
import { heldRun, type LedgerBuilder } from '../../support/ledger.js';
import { judge } from '../judge.js';

/** The held run, changed: three planned connections, an idle, a periodic and a tunnel. */
const changed = (change: (run: LedgerBuilder) => void) =>
  judge('all-established', (run) => {
    Object.assign(run, heldRun());
    change(run);
  });

describe('all-established', () => {
  it('passes when each is answered in the way of its kind', () => {
    expect(changed(() => undefined)).toMatchObject({ status: 'pass', actual: 'all 3' });
  });

  it('fails what never opened, and says why', () => {
    const refused = changed((run) =>
      run.changeConnection(1, { openMs: null, end: 'refused', closedMs: 200 }),
    );
    expect(refused).toMatchObject({
      status: 'fail',
      actual: 'of 3 1 never opened (1 refused)',
      blame: 'frontend',
      samples: ['connection 1 (periodic, 127.0.0.64:40001): refused at 200 ms'],
    });
  });

  it('blames the tester for ports of its own that it has not', () => {
    const short = changed((run) => run.changeConnection(1, { openMs: null, end: 'no-port' }));
    expect(short.blame).toBe('tester');
  });

  it('fails a tunnel without its 101, and any other with an error for an answer', () => {
    const tunnel = changed((run) => run.change('2-0', { status: 502, outcome: 'complete' }));
    expect(tunnel).toMatchObject({ status: 'fail', actual: 'of 3 1 not answered right' });
    const error = changed((run) => run.change('0-0', { status: 503 }));
    expect(error.status).toBe('fail');
  });

  it('does not mind a response that lasts longer than the ramp', () => {
    expect(changed((run) => run.change('0-0', { outcome: 'open' })).status).toBe('pass');
  });

  it('fails what was lost again before the ramp was over, and what was never tried', () => {
    const lost = changed((run) => run.changeConnection(0, { end: 'peer-fin', closedMs: 900 }));
    expect(lost.actual).toBe('of 3 1 lost before the ramp was over');
    const more = changed((run) => {
      run.facts = { ...run.facts, load: { ...run.facts.load, connections: 5 } };
    });
    expect(more.actual).toBe('of 5 2 never tried');
  });

  it('leaves out what is opened beside the plan', () => {
    const visit = changed((run) => {
      run.connection(7, 'visit', { openMs: null, end: 'no-port' });
    });
    expect(visit.status).toBe('pass');
  });
});
