import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandPair } from '../../../src/run/command/last-word.js';
import { startJanitor } from '../../../src/run/janitor/janitor.js';
import { isLiving, linesOf, written } from '../../support/shell.js';

/** The janitor is a process of its own, so it runs the compiled code. */
const ENTRY = new URL('../../../dist/run/janitor/janitor-main.js', import.meta.url);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'janitor-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const commands = (on: string, off: string): CommandPair => ({
  backend: 'a',
  on: `echo on >> ${folder}/log; ${on}`,
  off: `echo off >> ${folder}/log; ${off}`,
  limitMs: 60_000,
  mark: randomUUID(),
});
const log = (): string[] => linesOf(join(folder, 'log'));

test('runs the commands and tells how they ended', async () => {
  const pair = commands('echo ready', 'echo no way back; exit 7');
  const janitor = await startJanitor({ remove: [], note: null, commands: pair }, ENTRY);
  expect(await janitor.on()).toMatchObject({ fault: null, said: ['ready'] });
  expect(await janitor.off()).toMatchObject({ fault: 'exit code 7', said: ['no way back'] });
  await janitor.dismiss();
  expect(log()).toEqual(['on', 'off']);
});

test('dismissed, it leaves what it was to remove', async () => {
  const directory = join(folder, 'run');
  mkdirSync(directory);
  const janitor = await startJanitor({ remove: [directory], note: null, commands: null }, ENTRY);
  await janitor.dismiss();
  expect(existsSync(directory)).toBe(true);
});

test('one that ends by itself is an error for who waits, and none for who dismisses it', async () => {
  const pair = commands(`echo $PPID > ${folder}/janitor; sleep 60`, 'true');
  const janitor = await startJanitor({ remove: [], note: null, commands: pair }, ENTRY);
  const on = janitor.on();
  process.kill(Number(await written(join(folder, 'janitor'))), 'SIGKILL');
  expect(janitor.gone()).toBe(false);
  await expect(on).rejects.toMatchObject({ code: 'JANITOR_DIED', exitCode: 3 });
  expect(janitor.gone()).toBe(true);
  await janitor.dismiss();
});

test('a run that dies at any moment of the on command leaves off as the last word', async () => {
  const pair = commands(
    `(sleep 1; touch ${folder}/file) & echo $$ > ${folder}/on; wait`,
    `rm -f ${folder}/file; echo done > ${folder}/off`,
  );
  const run = fork(new URL('../fixtures/dying-run.mjs', import.meta.url), [
    JSON.stringify({ remove: [], note: null, commands: pair }),
  ]);
  const on = Number(await written(join(folder, 'on')));
  run.kill('SIGKILL');
  await once(run, 'exit');
  await written(join(folder, 'off'));
  expect(isLiving(on)).toBe(false);
  expect(log()).toEqual(['on', 'off']);
});

test('a run that dies while it is told how on ended leaves off as the last word, too', async () => {
  const deaths = Array.from({ length: 20 }, async (_, n) => {
    const own = join(folder, String(n));
    mkdirSync(own);
    const pair: CommandPair = {
      backend: 'a',
      // The shell exits right after the line, so its end reaches a run that is dying.
      on: `echo on >> ${own}/log`,
      off: `echo off >> ${own}/log`,
      limitMs: 60_000,
      mark: randomUUID(),
    };
    const run = fork(new URL('../fixtures/dying-run.mjs', import.meta.url), [
      JSON.stringify({ remove: [], note: null, commands: pair }),
      `${own}/log`,
    ]);
    await once(run, 'exit');
    while (linesOf(`${own}/log`).length < 2) await delay(20);
    return linesOf(`${own}/log`);
  });
  expect(await Promise.all(deaths)).toEqual(Array(20).fill(['on', 'off']));
});
