import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Signal, untilInterrupted, type World } from '../../src/cli/world.js';
import { interruptionOf } from '../../src/lib/errors.js';

/** A world in which the test sends the signals and sees the end. */
function signalled() {
  const listeners = new Map<Signal, () => void>();
  const exit = vi.fn();
  const world: World = {
    argv: [],
    env: {},
    cwd: () => '/',
    stdout: { write: () => undefined },
    stderr: { write: () => undefined },
    on: (signal, listener) => listeners.set(signal, listener),
    off: (signal) => listeners.delete(signal),
    exit,
  };
  return { world, exit, listeners, send: (signal: Signal) => listeners.get(signal)?.() };
}

describe('untilInterrupted', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a signal asks the work to end in order', async () => {
    const { world, exit, listeners, send } = signalled();
    const aborted = await untilInterrupted(world, async (signal) => {
      send('SIGTERM');
      return signal.aborted;
    });
    expect(aborted).toBe(true);
    expect(exit).not.toHaveBeenCalled();
    expect([...listeners]).toEqual([]);
  });

  test('the same Ctrl-C arriving twice is one Ctrl-C', async () => {
    const { world, exit, send } = signalled();
    await untilInterrupted(world, async () => {
      send('SIGINT');
      vi.advanceTimersByTime(900);
      send('SIGINT');
    });
    expect(exit).not.toHaveBeenCalled();
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    // The terminal was closed: as by hand.
    ['SIGHUP', 130],
  ] as const)('%s ends the command with %i', async (name, code) => {
    const { world, send } = signalled();
    const signal = await untilInterrupted(world, async (aborted) => {
      send(name);
      return aborted;
    });
    expect(interruptionOf(signal)).toMatchObject({ code: 'COMMAND_INTERRUPTED', exitCode: code });
  });

  test('a second one, later, ends the process at once', async () => {
    const { world, exit, send } = signalled();
    await untilInterrupted(world, async () => {
      send('SIGINT');
      vi.advanceTimersByTime(1100);
      send('SIGTERM');
    });
    expect(exit).toHaveBeenCalledWith(143);
  });
});
