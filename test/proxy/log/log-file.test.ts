import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LogFile } from '../../../src/proxy/log/log-file.js';
import { refusalOf } from '../../support/refusal.js';

function inDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-log-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Descriptors of this process that are open on files of a directory. */
const openIn = (directory: string): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(directory);
    } catch {
      return false;
    }
  }).length;

test('appends lines in their order, bytes as they are', async () => {
  const path = join(inDirectory(), 'a.log');
  const [one, two] = [new LogFile(path), new LogFile(path)];
  one.write('first\n');
  one.write('caf\xe9\n');
  await one.flushed();
  two.write('other\n');
  await two.flushed();
  one.write('last\n');
  one.close();
  two.close();
  await one.flushed();
  expect(readFileSync(path, 'latin1')).toBe('first\ncaf\xe9\nother\nlast\n');
});

test('what was said before it is opened again goes to the file of before', async () => {
  const directory = inDirectory();
  const path = join(directory, 'a.log');
  const log = new LogFile(path);
  log.write('old\n');
  renameSync(path, join(directory, 'moved.log'));
  log.reopen();
  log.write('new\n');
  await log.flushed();
  expect(readFileSync(join(directory, 'moved.log'), 'utf8')).toBe('old\n');
  expect(readFileSync(path, 'utf8')).toBe('new\n');
  expect(openIn(directory)).toBe(1);
  log.close();
  expect(openIn(directory)).toBe(0);
});

test('takes nothing once it is closed', async () => {
  const path = join(inDirectory(), 'a.log');
  const log = new LogFile(path);
  log.close();
  log.write('late\n');
  await log.flushed();
  expect(readFileSync(path, 'utf8')).toBe('');
});

test('is refused when it cannot be opened', () => {
  const path = join(inDirectory(), 'none', 'a.log');
  expect(refusalOf(() => new LogFile(path))).toContain('LOG_NOT_WRITABLE');
  expect(existsSync(path)).toBe(false);
});

test('a reader that sleeps holds nobody up', async () => {
  const path = join(inDirectory(), 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const log = new LogFile(path);
  // More than a pipe holds: the write blocks until the reader has gone.
  const line = `${'x'.repeat(1023)}\n`;
  for (let count = 0; count < 1024; count++) log.write(line);
  await new Promise((resolve) => setImmediate(resolve));
  log.write('last\n');
  closeSync(reader);
  await log.flushed();
  log.close();
});
