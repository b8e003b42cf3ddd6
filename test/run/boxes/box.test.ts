import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import type { TidegateError } from '../../../src/lib/errors.js';
import { takeBox } from '../../../src/run/boxes/box.js';

interface Ready {
  readonly type: 'ready';
}

let child: ChildProcess;
const isReady = (message: Ready): message is Ready => message.type === 'ready';

/** A process that runs this script, with an IPC channel. */
function start(script: string): ChildProcess {
  child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  return child;
}

afterEach(() => {
  child.kill('SIGKILL');
});

const SERVES = "process.send({ type: 'ready' }); setInterval(() => {}, 1000);";

test('is ready when it says so, and ends when it is told to', async () => {
  const deaths: TidegateError[] = [];
  const box = takeBox<Ready>({
    name: 'proxy',
    child: start(SERVES),
    onDeath: (e) => deaths.push(e),
  });
  await box.message(isReady, 10_000);
  await box.stop();
  expect(child.signalCode).toBe('SIGTERM');
  expect(deaths).toEqual([]);
});

test('one that does not end when told to is killed', async () => {
  const stubborn = `process.on('SIGTERM', () => {}); ${SERVES}`;
  const box = takeBox<Ready>({ name: 'proxy', child: start(stubborn), onDeath: () => undefined });
  await box.message(isReady, 10_000);
  await box.stop(50);
  expect(child.signalCode).toBe('SIGKILL');
});

test('one that dies before it served says so with its last words: set up wrong, exit 2', async () => {
  const box = takeBox<Ready>({
    name: 'frontend proxy',
    // A line may come in two pieces.
    child: start(
      "process.stderr.write('no such '); setTimeout(() => { console.error('port'); process.exit(7); }, 20);",
    ),
    onDeath: () => undefined,
  });
  await expect(box.message(isReady, 10_000)).rejects.toMatchObject({
    code: 'BOX_NOT_STARTED',
    exitCode: 2,
    message: expect.stringMatching(/frontend proxy .*exit code 7/),
    said: ['no such port'],
  });
});

test('one that dies after it served: what that did is for the checks to say, exit 3', async () => {
  const death = new Promise<TidegateError>((resolve) => {
    const box = takeBox<Ready>({
      name: 'frontend proxy',
      child: start("process.send({ type: 'ready' }); setTimeout(() => process.exit(3), 100);"),
      onDeath: resolve,
    });
    void box.message(isReady, 10_000);
  });
  expect(await death).toMatchObject({ code: 'BOX_DIED', exitCode: 3 });
});

test('one that is gone already is not waited for', async () => {
  const death = new Promise<void>((resolve) => {
    const box = takeBox<Ready>({
      name: 'backend server',
      child: start('process.exit(3);'),
      onDeath: () => {
        resolve(
          expect(box.message(isReady, 60_000)).rejects.toMatchObject({ code: 'BOX_NOT_STARTED' }),
        );
      },
    });
  });
  await death;
});

test('one that cannot even be started is dead, with the reason', async () => {
  const death = new Promise<TidegateError>((resolve) => {
    child = spawn('/no/such/program', { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    takeBox<Ready>({ name: 'proxy', child, onDeath: resolve });
  });
  expect(await death).toMatchObject({
    code: 'BOX_NOT_STARTED',
    said: [expect.stringContaining('ENOENT')],
  });
});

test('one that says nothing is not waited for for ever', async () => {
  const silent = start('setInterval(() => {}, 1000);');
  const box = takeBox<Ready>({ name: 'proxy', child: silent, onDeath: () => undefined });
  await expect(box.message(isReady, 50)).rejects.toMatchObject({ code: 'BOX_SILENT' });
});
