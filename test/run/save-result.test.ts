import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkSavable, saveLedger } from '../../src/run/save-result.js';

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
  await checkSavable({ out: null, ledger: null }, folder);
  await checkSavable({ out: 'deep/down/result.json', ledger: null }, folder);
  expect(readdirSync(folder)).toEqual([]);
});

test('a result that is there already may be written over', async () => {
  writeFileSync(join(folder, 'result.json'), '');
  await checkSavable({ out: 'result.json', ledger: null }, folder);
});

test('a directory is no file', async () => {
  await expect(checkSavable({ out: '.', ledger: null }, folder)).rejects.toMatchObject(failed);
});

test('a file has nothing below it', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(
    checkSavable({ out: 'file/result.json', ledger: null }, folder),
  ).rejects.toMatchObject(failed);
});

test('a ledger is checked too, where it was named', async () => {
  writeFileSync(join(folder, 'file'), '');
  const places = { out: null, ledger: 'file/a.ledger' };
  await expect(checkSavable(places, folder)).rejects.toMatchObject({
    code: 'RESULT_NOT_WRITABLE',
    message: expect.stringContaining('the ledger cannot be written to file/a.ledger'),
    hint: 'Name a writable place with --ledger.',
  });
});

test('a ledger stands beside its result, unless it has a place of its own', async () => {
  const bytes = Buffer.from('rows');
  const result = 'runs/one.json';
  const beside = await saveLedger(bytes, { named: null, result }, folder);
  expect(beside).toBe('runs/one.ledger');
  await saveLedger(bytes, { named: 'other', result }, folder);
  expect(readdirSync(join(folder, 'runs'))).toEqual(['one.ledger']);
  expect(readdirSync(folder)).toContain('other');
});

// Root may write anywhere.
test.skipIf(process.getuid?.() === 0)('a folder that is not ours to write to', async () => {
  chmodSync(folder, 0o500);
  await expect(checkSavable({ out: null, ledger: null }, folder)).rejects.toMatchObject(failed);
});
