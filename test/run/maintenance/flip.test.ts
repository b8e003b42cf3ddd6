import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileFlip } from '../../../src/run/maintenance/flip.js';

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
