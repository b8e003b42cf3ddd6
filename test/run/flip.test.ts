import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { monotonicMs } from '../../src/lib/clock.js';
import { LastWord } from '../../src/run/command/last-word.js';
import { commandFlip, type Flip, fileFlip } from '../../src/run/flip.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file flip puts the whole page in place and takes everything away again', async () => {
  const flip = fileFlip(join(folder, 'maintaining.html'), 'maintaining');
  await flip.on();
  expect(readdirSync(folder)).toEqual(['maintaining.html']);
  expect(readFileSync(join(folder, 'maintaining.html'), 'utf8')).toBe('maintaining');
  await flip.off();
  expect(readdirSync(folder)).toEqual([]);
});

test('off without on is no error', async () => {
  await expect(fileFlip(join(folder, 'x.html'), '').off()).resolves.toBeGreaterThan(0);
});

test('a place that cannot be written is one clear error', async () => {
  const flip = fileFlip(join(folder, 'none', 'x.html'), 'maintaining');
  await expect(flip.on()).rejects.toMatchObject({
    code: 'FLIP_FAILED',
    exitCode: 3,
    message: expect.stringMatching(/cannot be put at .*none\/x\.html: ENOENT/),
  });
});

describe('a command flip', () => {
  const flipBy = (on: string, off: string, limitMs = 60_000): Flip => {
    const pair = { backend: 'a', on, off, limitMs };
    return commandFlip(pair, new LastWord(pair));
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
      message:
        '--maintenance-on "echo no such host >&2; exit 7" failed (exit code 7): no such host',
    });
  });

  test('that does not end in time is ended with its children, and named as a time-out', async () => {
    await expect(flipBy('sleep 60', 'true', 100).on()).rejects.toMatchObject({
      code: 'FLIP_TIMEOUT',
      exitCode: 3,
      message:
        '--maintenance-on "sleep 60" did not end within 100 ms and was ended with its children',
      hint: expect.stringContaining('--command-timeout'),
    });
  });

  test('whose off fails says first that the backend is still out', async () => {
    const flip = flipBy('true', 'echo no way back; exit 1');
    await flip.on();
    await expect(flip.off()).rejects.toThrow(
      /^backend a is STILL IN MAINTENANCE: --maintenance-off ".*" failed \(exit code 1\): no way back$/,
    );
  });
});
