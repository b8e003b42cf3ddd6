import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandFlip, fileFlip } from '../../src/run/flip.js';

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
  await expect(fileFlip(join(folder, 'x.html'), '').off()).resolves.toBeUndefined();
});

test('a command flip runs in the shell, and a failure says which option and what it said', async () => {
  const flip = commandFlip(`touch ${folder}/on`, 'echo no such backend >&2; exit 7');
  await flip.on();
  expect(readdirSync(folder)).toEqual(['on']);
  await expect(flip.off()).rejects.toThrow(
    /--maintenance-off .* failed \(exit code 7\): no such backend/,
  );
});
