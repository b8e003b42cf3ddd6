import { describe, expect, it } from 'vitest';
import { judge } from '../judge.js';

describe('held-alive', () => {
  it('passes when every open connection answered each pulse', () => {
    expect(judge('held-alive')).toMatchObject({
      status: 'pass',
      actual: '2 pulses: 3 of 3 in 5 ms; 3 of 3 in 5 ms; none lost',
    });
  });

  it('fails a connection that stood and was silent', () => {
    const silent = judge('held-alive', (run) => {
      run.change('1-2', { outcome: 'timeout', status: null, backend: null, endMs: 12_000 });
      const [first, last] = run.ledger.pulses;
      if (!first || !last) throw new Error('no pulse');
      run.ledger = { ...run.ledger, pulses: [first, { ...last, endMs: 12_000, answered: 2 }] };
    });
    expect(silent).toMatchObject({
      status: 'fail',
      actual: '2 pulses: 3 of 3 in 5 ms; 2 of 3 in 2 s; 0 connections lost',
      blame: 'frontend',
      samples: [
        expect.stringMatching(/^1-2 \(periodic, sent at 10,000 ms\): no response, timeout/),
      ],
    });
  });

  it('fails a connection that was lost between two pulses, though nobody asked it again', () => {
    const lost = judge('held-alive', (run) => {
      run.changeConnection(0, { end: 'rst', closedMs: 7000 });
      run.facts = { ...run.facts, entryBox: 'backend server a' };
    });
    expect(lost).toMatchObject({
      status: 'fail',
      actual: expect.stringContaining('; 1 connection lost'),
      blame: 'backend server a',
    });
  });

  it('leaves a loss in the ramp to all-established, and the end to the run', () => {
    const early = judge('held-alive', (run) =>
      run.changeConnection(0, { end: 'rst', closedMs: 800 }),
    );
    expect(early.status).toBe('pass');
    const late = judge('held-alive', (run) =>
      run.changeConnection(0, { end: 'peer-fin', closedMs: 20_001 }),
    );
    expect(late.status).toBe('pass');
  });

  it('fails a connection that it may not ask, because its close was announced', () => {
    const announced = judge('held-alive', (run) => {
      run.changeConnection(0, { announcedClose: true });
      run.requests.splice(1, 2);
      const pulses = run.ledger.pulses.map((pulse) => ({ ...pulse, asked: 2, answered: 2 }));
      run.ledger = { ...run.ledger, pulses };
    });
    expect(announced).toMatchObject({
      status: 'fail',
      actual: expect.stringMatching(/0 connections lost; the close of 1 connection was announced/),
      blame: 'frontend',
    });
  });

  it('fails answers that a proxy gave itself', () => {
    const own = judge('held-alive', (run) => {
      run.change('1-2', { backend: null });
      const { requests } = run.servers.b;
      requests.splice(0, requests.length, ...requests.filter(({ id }) => id !== '1-2'));
    });
    expect(own).toMatchObject({
      status: 'fail',
      actual: expect.stringMatching(/; 1 answer came from no backend server$/),
      blame: 'frontend',
    });
    const foreign = judge('held-alive', (run) => {
      run.change('1-2', { backend: null });
      run.hasServerLedgers = false;
    });
    expect(foreign.status).toBe('pass');
  });

  it('leaves a close that is announced by the last answer', () => {
    const last = judge('held-alive', (run) => run.changeConnection(0, { announcedClose: true }));
    expect(last.status).toBe('pass');
  });

  it('skips a run in which nothing was there to be asked', () => {
    const empty = judge('held-alive', (run) => {
      const pulses = run.ledger.pulses.map((pulse) => ({ ...pulse, asked: 0, answered: 0 }));
      run.ledger = { ...run.ledger, pulses };
    });
    expect(empty).toMatchObject({ status: 'skip' });
  });

  it('skips a run without a pulse', () => {
    const quiet = judge('held-alive', (run) => {
      run.ledger = { ...run.ledger, pulses: [] };
    });
    expect(quiet).toMatchObject({ status: 'skip', actual: 'no pulse was sent' });
  });
});
