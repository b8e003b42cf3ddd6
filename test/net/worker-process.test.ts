import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { startWorker } from '../../src/net/worker-process.js';
import { loopback } from '../support/loopback.js';
import { endChildrenAfterEach, message, startFixture } from './support/child.js';
import { dial, engines, loopsFor, serve } from './support/engines.js';

interface Family {
  readonly port: number;
  readonly workerPid: number;
}

describe.each(engines)('worker processes, engine %s', (engine) => {
  const newLoop = loopsFor(engine);
  const workers: ReturnType<typeof startWorker>[] = [];
  endChildrenAfterEach();
  afterEach(() => {
    for (const worker of workers.splice(0)) worker.kill('SIGKILL');
  });

  function start(listenFd: number) {
    const worker = startWorker({
      entry: new URL('./fixtures/inheriting-worker.mjs', import.meta.url),
      name: 'test worker',
      args: [engine],
      listenFds: [listenFd],
    });
    workers.push(worker);
    return worker;
  }

  it('serve on a listener that they inherit, several on the same', async () => {
    const loop = await newLoop();
    const { listener } = await serve(loop, loopback(1), { paused: true });
    const pair = [start(listener.fd), start(listener.fd)];
    await Promise.all(pair.map((worker) => message(worker)));
    const { probe } = dial(loop, listener);
    await probe.saw('data');
    expect(pair.map((worker) => String(worker.pid))).toContain(probe.received.toString());
  });

  it('serve on when the parent closes its own descriptor of the listener', async () => {
    const loop = await newLoop();
    const { listener } = await serve(loop, loopback(1), { paused: true });
    const worker = start(listener.fd);
    await message(worker);
    listener.close();
    const { probe } = dial(loop, { address: loopback(1), port: listener.port });
    await probe.saw('data');
    expect(probe.received.toString()).toBe(String(worker.pid));
  });

  it('inherit nothing else: a connection of the parent ends when the parent ends it', async () => {
    const loop = await newLoop();
    const server = await serve(loop, loopback(1));
    const { connection, probe } = dial(loop, server.listener);
    await probe.saw('open');
    const accepted = await server.accepted();
    const { listener } = await serve(loop, loopback(2), { paused: true });
    await message(start(listener.fd));
    connection.close();
    await accepted.saw('end');
  });

  it.runIf(process.platform === 'linux')('carry their name', async () => {
    const { listener } = await serve(await newLoop(), loopback(1), { paused: true });
    const worker = start(listener.fd);
    await message(worker);
    const title = readFileSync(`/proc/${worker.pid}/cmdline`, 'latin1').split('\0')[0];
    expect(title).toBe('tidegate: test worker');
  });

  it('leave Ctrl-C to the parent', async () => {
    const loop = await newLoop();
    const { listener } = await serve(loop, loopback(1), { paused: true });
    const worker = start(listener.fd);
    await message(worker);
    worker.kill('SIGINT');
    const { probe } = dial(loop, listener);
    await probe.saw('data');
    expect(worker.exitCode).toBe(null);
  });

  it('do not outlive a parent that is killed without a chance to say so', async () => {
    const parent = startFixture('parent.mjs', [engine, loopback(1)]);
    const { port, workerPid } = await message<Family>(parent);
    const loop = await newLoop();
    const { probe } = dial(loop, { address: loopback(1), port });
    await probe.saw('data');
    expect(probe.received.toString()).toBe(String(workerPid));
    parent.kill('SIGKILL');
    // The worker holds the connection, so it ends when the worker does.
    await probe.until(() => probe.story.some((event) => event === 'end' || event === 'close:rst'));
  });

  it('do not outlive a parent that is gone before they begin', async () => {
    const parent = startFixture('parent.mjs', [engine, loopback(1), 'leave-at-once']);
    const { workerPid } = await message<Family>(parent);
    await expect.poll(() => isRunning(workerPid), { timeout: 10_000 }).toBe(false);
  });
});

/** Zombies do not count: an orphan is reaped at some later time by its new parent. */
function isRunning(pid: number): boolean {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /, '')[0];
    return state !== 'Z';
  } catch {
    return false;
  }
}
