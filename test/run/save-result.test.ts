import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkSavable } from '../../src/run/save-result.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'save-test-'));
});

afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const failed = { code: 'RESULT_NOT_WRITABLE', hint: 'Name a writable place with --out.' };

test('a place that can be made is fine, and is not made yet', async () => {
  await checkSavable(null, folder);
  await checkSavable('deep/down/result.json', folder);
  expect(readdirSync(folder)).toEqual([]);
});

test('a result that is there already may be written over', async () => {
  writeFileSync(join(folder, 'result.json'), '');
  await checkSavable('result.json', folder);
});

test('a directory is no file', async () => {
  await expect(checkSavable('.', folder)).rejects.toMatchObject(failed);
});

test('a file has nothing below it', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(checkSavable('file/result.json', folder)).rejects.toMatchObject(failed);
});

// Root may write anywhere.
test.skipIf(process.getuid?.() === 0)('a folder that is not ours to write to', async () => {
  chmodSync(folder, 0o500);
  await expect(checkSavable(null, folder)).rejects.toMatchObject(failed);
});
