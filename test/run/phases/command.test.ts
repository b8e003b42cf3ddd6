import { expect, test } from 'vitest';
import { interruption } from '../../../src/lib/errors.js';
import type { Step } from '../../../src/model/scenario.js';
import { FakeRun } from '../support/fake-run.js';

const LONG_MS = 60_000;

function running(run: string, timeout = LONG_MS): FakeRun {
  const score: readonly Step[] = [
    { phase: 'ramp', parameters: {} },
    { phase: 'command', parameters: { run, timeout } },
    { phase: 'release', parameters: {} },
  ];
  return new FakeRun({}, score);
}

test('a command is run to its end under the load, and what it said is kept', async () => {
  const run = running('echo reloaded');
  const outcome = await run.run();
  expect(outcome.trouble).toBeNull();
  expect(run.recorder.commands).toMatchObject([
    { option: 'command', fault: null, timedOut: false, said: ['reloaded'] },
  ]);
  expect(run.recorder.disturbance).toMatchObject({ words: { beginning: 'the command' } });
  const own = run.log.filter((word) => !/health|sockets/.test(word));
  expect(own).toEqual(['open', 'mark true', 'release', 'ledgers']);
});

test.each([
  ['fails', 'echo no >&2; exit 7', LONG_MS, 'COMMAND_FAILED', 'exit code 7'],
  ['is not there', 'no-such-command', LONG_MS, 'COMMAND_FAILED', 'exit code 127'],
  ['hangs', 'sleep 60', 50, 'COMMAND_TIMED_OUT', 'did not end within 50 ms'],
])('one that %s ends the run and is named', async (_, text, timeout, code, words) => {
  const run = running(text, timeout);
  const { trouble } = await run.run();
  expect(trouble).toMatchObject({ code, message: expect.stringContaining(words) });
  expect(trouble?.message).toContain(text);
  expect(run.recorder.commands).toHaveLength(1);
});

test('Ctrl-C ends it with what it has started', async () => {
  const run = running('sleep 60 & sleep 60');
  run.during('command', () => setTimeout(() => run.interrupt.abort(interruption()), 30));
  const beganMs = performance.now();
  expect(await run.run()).toMatchObject({ interrupted: true, trouble: null });
  expect(performance.now() - beganMs).toBeLessThan(LONG_MS / 2);
  expect(run.recorder.commands).toEqual([]);
});

test('several commands are one disturbance', async () => {
  const command = { phase: 'command', parameters: { run: 'true', timeout: LONG_MS } };
  const hold = { phase: 'hold', parameters: { for: 5000 } };
  const [ramp, release] = ['ramp', 'release'].map((phase) => ({ phase, parameters: {} }));
  const run = new FakeRun({}, [ramp, command, hold, command, release] as Step[]);
  await run.run();
  expect(run.recorder.commands).toHaveLength(2);
  const { beganMs, endedMs } = run.recorder.disturbance ?? {};
  expect(beganMs).toBe(run.recorder.heldFromMs);
  expect(endedMs).toBeGreaterThan((beganMs ?? 0) + 1000);
});
