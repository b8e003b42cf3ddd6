import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, CountingTarget, OK } from '../../bench/support/counting-target.js';
import { startCli } from '../../support/cli.js';
import { processesMarked, untilNone } from '../../support/leftovers.js';
import { loopback } from '../../support/loopback.js';

const PATIENCE_MS = 10_000;

describe('the processes of a benchmark', () => {
  let target: CountingTarget;
  let url: string;
  beforeAll(async () => {
    target = new CountingTarget((socket) => answer(socket, OK));
    const { address, port } = await target.listen(loopback(45));
    url = `http://${address}:${port}/`;
  });
  afterAll(() => target.close());

  /** Two workers under load, and the mark in their environment and their parent's. */
  async function start(name: string) {
    const mark = `TIDEGATE_TEST_MARK=${name}-${process.pid}`;
    const [key = '', value = ''] = mark.split('=');
    const args = ['bench', url, '-d', '60', '-c', '4', '--threads', '2'];
    const before = target.requests;
    const run = startCli(args, { [key]: value });
    await expect.poll(() => target.requests, { timeout: PATIENCE_MS }).toBeGreaterThan(before);
    const workers = processesMarked(mark).filter((line) => line.includes('bench-'));
    expect(workers).toHaveLength(2);
    return { run, mark, worker: Number(workers[0]?.split(' ')[0]) };
  }

  it('end at Ctrl-C, in order', async () => {
    const { run, mark } = await start('interrupted');
    run.child.kill('SIGINT');
    expect((await run.finished).code).toBe(130);
    expect(await untilNone(() => processesMarked(mark), PATIENCE_MS)).toEqual([]);
  });

  it('do not outlive a parent that is killed', async () => {
    const { run, mark } = await start('killed');
    run.child.kill('SIGKILL');
    await run.finished;
    expect(await untilNone(() => processesMarked(mark), PATIENCE_MS)).toEqual([]);
  });

  it('make an invalid run where one of them dies', async () => {
    const { run, mark, worker } = await start('worker');
    process.kill(worker, 'SIGKILL');
    const { code, stderr } = await run.finished;
    expect(stderr).toMatch(/the worker bench-\d ended by itself \(SIGKILL\) \[WORKER_DIED\]/);
    expect(code).toBe(3);
    expect(await untilNone(() => processesMarked(mark), PATIENCE_MS)).toEqual([]);
  });
});
