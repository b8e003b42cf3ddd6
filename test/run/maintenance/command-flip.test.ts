import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { monotonicMs } from '../../../src/lib/clock.js';
import { TidegateError } from '../../../src/lib/errors.js';
import { startCommand } from '../../../src/run/command/command.js';
import { LastWord } from '../../../src/run/command/last-word.js';
import { commandFlip } from '../../../src/run/maintenance/command-flip.js';
import type { Flip } from '../../../src/run/maintenance/flip.js';
import { isLiving, written } from '../../support/shell.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a command flip', () => {
  const flipBy = (on: string, off: string, limitMs = 60_000): Flip => {
    const pair = { backend: 'a', on, off, limitMs, mark: randomUUID() };
    const word = new LastWord(pair);
    return commandFlip(pair, { gone: () => false, on: () => word.on(), off: () => word.off() });
  };

  test('counts from the exit of the command', async () => {
    const before = monotonicMs();
    const atMs = await flipBy(`touch ${folder}/on`, 'true').on();
    expect(atMs).toBeGreaterThan(before);
    expect(atMs).toBeLessThanOrEqual(monotonicMs());
    expect(readdirSync(folder)).toEqual(['on']);
  });

  test('that fails says which option, and what the command said', async () => {
    await expect(flipBy('echo no such host >&2; exit 7', 'true').on()).rejects.toMatchObject({
      code: 'FLIP_FAILED',
      exitCode: 3,
      message: '--maintenance-on "echo no such host >&2; exit 7" failed (exit code 7)',
      said: ['no such host'],
    });
  });

  test('that does not end in time is ended with its children, and named as a time-out', async () => {
    await expect(flipBy('sleep 60', 'true', 100).on()).rejects.toMatchObject({
      code: 'FLIP_TIMED_OUT',
      exitCode: 3,
      message:
        '--maintenance-on "sleep 60" did not end within 100 ms and was ended with its children',
      hint: expect.stringContaining('--command-timeout'),
    });
  });

  test('whose off fails says first that the backend is still out', async () => {
    const flip = flipBy('true', 'echo no way back; exit 1');
    await flip.on();
    await expect(flip.off()).rejects.toMatchObject({
      message: expect.stringMatching(
        /^backend a is STILL IN MAINTENANCE: --maintenance-off ".*" failed \(exit code 1\)$/,
      ),
      said: ['no way back'],
    });
  });

  test('keeps how each command ended and what it said last, a success too', async () => {
    const flip = flipBy('echo draining; echo done', 'echo no way back; exit 1');
    await flip.on();
    await flip.off().catch(() => undefined);
    expect(flip.commands).toMatchObject([
      { option: '--maintenance-on', fault: null, timedOut: false, said: ['draining', 'done'] },
      { option: '--maintenance-off', fault: 'exit code 1', said: ['no way back'] },
    ]);
    for (const { durationMs } of flip.commands) expect(durationMs).toBeGreaterThan(0);
  });

  test('whose on had failed before says so too', async () => {
    const flip = flipBy('exit 3', 'exit 4');
    await flip.on().catch(() => undefined);
    await expect(flip.off()).rejects.toThrow(
      /^backend a is STILL IN MAINTENANCE: .*\(exit code 4\); before that, --maintenance-on "exit 3" failed \(exit code 3\)$/,
    );
  });
});

describe('a command flip whose janitor has died', () => {
  const died = (): Promise<never> => Promise.reject(new TidegateError('JANITOR_DIED', 'it ended'));

  test.runIf(process.platform === 'linux')(
    'ends what is left of the on command itself, then runs off',
    async () => {
      const mark = randomUUID();
      const left = startCommand(`echo $$ > ${folder}/on; sleep 60`, 60_000, mark);
      const pair = { backend: 'a', on: '', off: `touch ${folder}/off`, limitMs: 60_000, mark };
      const on = Number(await written(join(folder, 'on')));
      const flip = commandFlip(pair, { gone: () => true, on: died, off: died });
      await expect(flip.on()).rejects.toMatchObject({ code: 'JANITOR_DIED' });
      await flip.off();
      expect(readdirSync(folder)).toContain('off');
      expect(isLiving(on)).toBe(false);
      await left.ended;
    },
  );

  test('does not run off twice: where off was under way, it says what is not known', async () => {
    const mark = randomUUID();
    const pair = { backend: 'a', on: '', off: `touch ${folder}/off`, limitMs: 60_000, mark };
    const end = { fault: null, timedOut: false, atMs: 0, durationMs: 0, said: [] };
    const flip = commandFlip(pair, { gone: () => false, on: async () => end, off: died });
    await flip.on();
    await expect(flip.off()).rejects.toThrow(/^backend a may be STILL IN MAINTENANCE: it ended/);
    expect(readdirSync(folder)).toEqual([]);
  });
});
