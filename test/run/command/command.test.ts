import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startCommand } from '../../../src/run/command/command.js';
import { isLiving, written } from '../../support/shell.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'command-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LONG_MS = 60_000;
const run = (text: string, limitMs = LONG_MS) => startCommand(text, limitMs).ended;
const pidIn = async (name: string): Promise<number> => Number(await written(join(folder, name)));

describe('a command', () => {
  test('that exits with 0 has no fault', async () => {
    expect(await run('echo fine')).toMatchObject({ fault: null, timedOut: false, said: ['fine'] });
  });

  test('that fails tells its exit code and what it said last, errors before output', async () => {
    const end = await run('echo working; echo no such backend >&2; exit 7');
    expect(end).toMatchObject({ fault: 'exit code 7', said: ['no such backend'] });
  });

  test('that a signal ends tells which', async () => {
    expect(await run('kill -9 $$')).toMatchObject({ fault: 'SIGKILL', timedOut: false });
  });

  test('may say as much as it likes: its last lines are kept', async () => {
    const end = await run('seq 1 300000; seq 1 300000 >&2; exit 1');
    expect(end.said).toHaveLength(20);
    expect(end.said.slice(-2)).toEqual(['299999', '300000']);
  });

  test('may say much on one line', async () => {
    const end = await run("head -c 9000000 /dev/zero | tr '\\0' x; exit 1");
    expect(end.said.join('').length).toBeLessThanOrEqual(4000);
  });

  test('is over when it exits, though a daemon of its own holds its output; that lives on', async () => {
    const command = startCommand(
      `(echo hello; sleep 60; echo bye) & echo $! > ${folder}/daemon; exit 0`,
      LONG_MS,
    );
    expect((await command.ended).fault).toBeNull();
    const daemon = await pidIn('daemon');
    expect(isLiving(daemon)).toBe(true);
    process.kill(daemon, 'SIGKILL');
    await command.end();
  });

  test('may have all the time there is', async () => {
    expect((await run('sleep 0.1', 40 * 24 * 3_600_000)).fault).toBeNull();
  });

  test('has no standard input to wait on', async () => {
    expect((await run('cat; read line || exit 5')).fault).toBe('exit code 5');
  });
});

describe('a command that hangs', () => {
  test('is ended with its children at its limit, and said to have timed out', async () => {
    const end = await run(`echo asking; sleep 60 & echo $! > ${folder}/child; wait`, 300);
    expect(end).toMatchObject({ timedOut: true, said: ['asking'] });
    expect(isLiving(await pidIn('child'))).toBe(false);
  });

  test('also where it will not hear SIGTERM', async () => {
    const command = startCommand(
      `trap '' TERM; echo $$ > ${folder}/shell; while :; do sleep 1; done`,
      LONG_MS,
    );
    const shell = await pidIn('shell');
    await command.end();
    expect(isLiving(shell)).toBe(false);
    expect((await command.ended).fault).toBe('SIGKILL');
  });

  test('also what it has stopped (SIGSTOP)', async () => {
    const command = startCommand(`echo $$ > ${folder}/shell; kill -STOP $$`, LONG_MS);
    const shell = await pidIn('shell');
    await command.end();
    expect(isLiving(shell)).toBe(false);
  });

  test.runIf(process.platform === 'linux')(
    'also what has left for a session of its own',
    async () => {
      const command = startCommand(
        `setsid sh -c 'echo $$ > ${folder}/daemon; sleep 60; touch ${folder}/late' & wait`,
        LONG_MS,
      );
      const daemon = await pidIn('daemon');
      await command.end();
      expect(isLiving(daemon)).toBe(false);
    },
  );

  test('may clean up when it is ended', async () => {
    const command = startCommand(
      `trap 'echo cleaned > ${folder}/cleaned; exit 0' TERM; echo $$ > ${folder}/shell; sleep 60 & wait`,
      LONG_MS,
    );
    await pidIn('shell');
    await command.end();
    expect(readFileSync(join(folder, 'cleaned'), 'utf8')).toBe('cleaned\n');
  });
});
