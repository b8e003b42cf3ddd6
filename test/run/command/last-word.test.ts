import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LastWord } from '../../../src/run/command/last-word.js';
import { isLiving, linesOf, written } from '../../support/shell.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'last-word-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pair = (on: string, limitMs = 60_000): LastWord =>
  new LastWord({
    backend: 'a',
    on,
    off: `echo off >> ${folder}/log; rm -f ${folder}/file`,
    limitMs,
    mark: randomUUID(),
  });
const log = (): string[] => linesOf(join(folder, 'log'));

test('on, then off, once however often it is asked for', async () => {
  const word = pair(`echo on >> ${folder}/log`);
  expect((await word.on())?.fault).toBeNull();
  await Promise.all([word.off(), word.off()]);
  expect((await word.off())?.fault).toBeNull();
  expect(log()).toEqual(['on', 'off']);
});

test('off never runs where on was never begun, and on not after off', async () => {
  const word = pair(`echo on >> ${folder}/log`);
  expect(await word.off()).toBeNull();
  expect(await word.on()).toBeNull();
  expect(log()).toEqual([]);
});

test('what is left of an on command is ended before off runs', async () => {
  const word = pair(
    `echo $$ > ${folder}/shell; (sleep 2; touch ${folder}/file) & sleep 2; touch ${folder}/file`,
  );
  const on = word.on();
  const shell = Number(await written(join(folder, 'shell')));
  await word.off();
  expect((await on)?.fault).toBe('SIGTERM');
  expect(isLiving(shell)).toBe(false);
  expect(log()).toEqual(['off']);
  expect(existsSync(join(folder, 'file'))).toBe(false);
});

test('an on command that failed may have switched by half: its rest is ended, and off runs', async () => {
  const word = pair(`sleep 60 & echo $! > ${folder}/child; exit 3`);
  expect((await word.on())?.fault).toBe('exit code 3');
  await word.off();
  expect(isLiving(Number(await written(join(folder, 'child'))))).toBe(false);
  expect(log()).toEqual(['off']);
});

test('what a successful on command left in the background is not touched', async () => {
  const word = pair(`sleep 60 & echo $! > ${folder}/child`);
  await word.on();
  await word.off();
  const child = Number(await written(join(folder, 'child')));
  expect(isLiving(child)).toBe(true);
  process.kill(child, 'SIGKILL');
});
