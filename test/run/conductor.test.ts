import { describe, expect, test } from 'vitest';
import { interruption, TidegateError } from '../../src/lib/errors.js';
import { FakeRun, type Faults, HOLD_MS, NOTHING } from './support/fake-run.js';

const DIED = new TidegateError('BOX_DIED', 'the frontend proxy ended by itself (SIGKILL)');
const TITLES = ['ramp', 'hold', 'flip on', 'drain', 'settle', 'flip off', 'return', 'release'];
const never = new Promise<never>(() => undefined);

/** Phases that end at once in a fake run are made longer, so that something can happen in them. */
const LASTING: Readonly<Record<string, Faults>> = {
  ramp: { fleet: { rampDone: never } },
  'flip on': { on: () => never },
  release: { fleet: { finish: (graceMs) => (graceMs > 2000 ? never : Promise.resolve(NOTHING)) } },
};
/** Switching off cannot be interrupted, because it must be done. */
const INTERRUPTIBLE = TITLES.filter((title) => title !== 'flip off');

describe('a run plays its score', () => {
  test('in order, to the end', async () => {
    const run = new FakeRun();
    const outcome = await run.run();
    expect(run.log).toEqual([
      'open',
      'watch health',
      'watch sockets',
      'mark true',
      'on',
      'announce true',
      'look at sockets',
      'look at sockets',
      'stop sockets',
      'off',
      'announce false',
      'mark false',
      'stop health',
      'release',
      'ledgers',
    ]);
    expect(outcome).toMatchObject({ interrupted: false, trouble: null, records: NOTHING });
    expect(run.recorder.phases.map(({ name }) => name)).toEqual(TITLES);
  });

  test('each phase for its time', async () => {
    const run = new FakeRun();
    await run.run();
    const lengths = new Map(
      run.recorder.phases.map((span) => [span.name, span.endMs - span.startMs]),
    );
    expect(lengths.get('hold')).toBe(HOLD_MS);
    // D + W + C with a health check every 500 ms and one bad answer, 8 s of waiting and a second to
    // close.
    expect(lengths.get('drain')).toBe(250 + 500 + 100 + 50 + 100 + 8000 + 1000);
    expect(lengths.get('settle')).toBe(1100);
    expect(lengths.get('return')).toBe(4000);
    const { onMs, offMs, onBeganMs, offBeganMs } = run.play.target.maintenance?.times ?? {};
    expect([onBeganMs, offBeganMs]).toEqual([onMs, offMs]);
    expect((offMs ?? 0) - (onMs ?? 0)).toBe((lengths.get('drain') ?? 0) + 1100);
  });

  test('an end is the time when it began to release', async () => {
    const run = new FakeRun();
    const { endMs } = await run.run();
    expect(endMs).toBe(run.recorder.phases.at(-1)?.startMs);
  });
});

describe.each(INTERRUPTIBLE)('cut short in %s', (title) => {
  const cut = async (act: (run: FakeRun) => void) => {
    const run = new FakeRun(LASTING[title]);
    run.during(title, () => act(run));
    const outcome = await run.run();
    return { run, outcome, at: TITLES.indexOf(title) };
  };
  const wholeOrder = (run: FakeRun, at: number): void => {
    const begun = at >= TITLES.indexOf('flip on');
    expect(run.count('on')).toBe(begun ? 1 : 0);
    expect(run.count('off')).toBe(begun ? 1 : 0);
    if (begun) {
      const release = run.log.findIndex((word) => word.startsWith('release'));
      if (release >= 0) expect(run.log.indexOf('off')).toBeLessThan(release);
    }
    for (const name of ['health', 'sockets']) {
      expect(run.count(`stop ${name}`)).toBe(run.count(`watch ${name}`));
    }
    expect(run.recorder.phases.map(({ name }) => name)).toEqual(TITLES.slice(0, at + 1));
  };

  test('by Ctrl-C: off has run, and what there is is kept', async () => {
    const { run, outcome, at } = await cut(({ interrupt }) => interrupt.abort(interruption()));
    expect(outcome).toMatchObject({ interrupted: true, trouble: null, records: NOTHING });
    wholeOrder(run, at);
  });

  test('by a box that dies: off has run, and the error is kept', async () => {
    const { run, outcome, at } = await cut((whole) => whole.die(DIED));
    expect(outcome).toMatchObject({ interrupted: false, trouble: { code: 'BOX_DIED' } });
    wholeOrder(run, at);
  });
});

describe('a flip that goes wrong', () => {
  const failed = (which: string) => async (): Promise<never> => {
    throw new TidegateError('FLIP_FAILED', `${which} failed`);
  };

  test('on fails: off runs all the same, and no flip is on record', async () => {
    const run = new FakeRun({ on: failed('on') });
    const outcome = await run.run();
    expect(outcome.trouble).toMatchObject({ code: 'FLIP_FAILED', message: 'on failed' });
    expect(run.count('off')).toBe(1);
    const { onMs, offMs, offBeganMs } = run.play.target.maintenance?.times ?? {};
    expect([onMs, offMs, offBeganMs]).toEqual([null, null, null]);
  });

  test('off fails: that is the trouble, once', async () => {
    const run = new FakeRun({ off: failed('off') });
    const outcome = await run.run();
    expect(outcome.trouble).toMatchObject({ message: 'off failed' });
    expect(run.count('off')).toBe(1);
  });

  test('off fails after an interruption: the trouble is kept beside it', async () => {
    const run = new FakeRun({ off: failed('off') });
    run.during('drain', () => run.interrupt.abort(interruption()));
    const outcome = await run.run();
    expect(outcome).toMatchObject({ interrupted: true, trouble: { message: 'off failed' } });
  });
});

test('a ramp that stalls ends the run 30 s after its time', async () => {
  const run = new FakeRun({ fleet: { rampDone: never } });
  const outcome = await run.run();
  expect(outcome.trouble).toMatchObject({ code: 'RAMP_STALLED' });
  expect(run.recorder.now()).toBe(31_000);
  expect(run.count('on')).toBe(0);
});

test('a load that does not hand over leaves what had come', async () => {
  const partial = { ...NOTHING };
  const run = new FakeRun({ fleet: { finish: () => never, partial: () => partial } });
  run.during('hold', () => run.die(DIED));
  expect((await run.run()).records).toBe(partial);
});

test('of the backend servers, the ledgers of those that answer are kept', async () => {
  const ledger = { backend: 'b', requests: [], sockets: [], thinned: null };
  const run = new FakeRun({
    ledgers: () => [never, Promise.resolve(ledger), Promise.reject(DIED)],
  });
  run.during('drain', () => run.die(DIED));
  expect((await run.run()).servers).toEqual([ledger]);
});
