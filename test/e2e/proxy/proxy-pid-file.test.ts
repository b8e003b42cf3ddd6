import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { runCli, startCli } from '../../support/cli.js';
import { loopback } from '../../support/loopback.js';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidegate-pid-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function configure(pid: string): string {
  const file = join(directory, 'nginx.conf');
  const server = `server { listen ${loopback(60)}:8000; return 200 ok; }`;
  writeFileSync(file, `${pid}\nworker_processes 1;\nevents { }\nhttp { ${server} }\n`);
  return file;
}

describe('the pid file', () => {
  test.each(['stop', 'quit'])('-s %s ends the proxy, which removes its file', async (signal) => {
    const file = configure(`pid ${signal}.pid;`);
    const pidFile = join(directory, `${signal}.pid`);
    const proxy = startCli(['proxy', '-c', file]);
    onTestFinished(() => void proxy.child.kill('SIGKILL'));
    await proxy.printed(/listening on/);
    expect(readFileSync(pidFile, 'utf8')).toBe(`${proxy.child.pid}\n`);
    expect(await runCli(['proxy', '-c', file, '-s', signal])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(await proxy.finished).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(pidFile)).toBe(false);
  });

  test('one that is left over, whose number is another process’s by now, is refused', async () => {
    const file = configure('pid old.pid;');
    const other = spawn('sleep', ['60']);
    onTestFinished(() => void other.kill('SIGKILL'));
    writeFileSync(join(directory, 'old.pid'), `${other.pid}\n`);
    const run = await runCli(['proxy', '-c', file, '-s', 'stop']);
    expect(run.stderr).toContain(`names process ${other.pid}, which is no tidegate`);
    expect(run.code).toBe(1);
    expect(other.signalCode).toBeNull();
  });

  test('one that is another’s by now stays, and so does what is no file', async () => {
    const file = configure('pid shared.pid;');
    const pidFile = join(directory, 'shared.pid');
    const proxy = startCli(['proxy', '-c', file]);
    onTestFinished(() => void proxy.child.kill('SIGKILL'));
    await proxy.printed(/listening on/);
    writeFileSync(pidFile, '1\n');
    proxy.child.kill('SIGTERM');
    expect(await proxy.finished).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(pidFile, 'utf8')).toBe('1\n');
  });

  test('one that cannot be written is refused, before anything is ready', async () => {
    const run = await runCli(['proxy', '-c', configure('pid none/here.pid;')]);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    const path = join(directory, 'none/here.pid');
    expect(run.stderr).toContain(`open() "${path}" failed (2: No such file or directory)`);
  });

  test.each([
    ['', 'pid absent.pid;', 'absent.pid" failed (2: No such file or directory)'],
    ['abc\n', 'pid wrong.pid;', 'invalid PID number "abc" in "'],
    ['0\n', 'pid zero.pid;', 'invalid PID number "0" in "'],
    ['4194305\n', 'pid gone.pid;', 'kill(4194305, 15) failed (3: No such process)'],
    ['', '', 'names no pid file, which -s needs'],
  ])('-s refuses %j by %j', async (text, pid, message) => {
    const config = configure(pid);
    if (text !== '') writeFileSync(join(directory, pid.slice(4, -1)), text);
    const run = await runCli(['proxy', '-c', config, '-s', 'stop']);
    expect(run.stderr).toContain(message);
    expect(run.code).toBe(pid === '' ? 2 : 1);
  });
});
