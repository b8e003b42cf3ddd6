import { readFileSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import { processesMarked, untilNone } from '../../support/leftovers.js';
import { type ProxyProcess, spawnProxy } from './spawn-proxy.js';

export type { ProxyProcess } from './spawn-proxy.js';

const mark = `TIDEGATE_TEST_PROXY_${process.pid}`;

/** Resolves when it is ready. It is ended with the test. */
export async function startProxyProcess(
  file: string,
  ...args: readonly string[]
): Promise<ProxyProcess> {
  const running = spawnProxy(['-c', file, ...args], { [mark]: '1' });
  const { child } = running;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    // Its workers hold the listening socket until they notice its end, and the next test needs it.
    expect(await gone()).toEqual([]);
  });
  await running.message('ready');
  return running;
}

/** Process ids of workers: the children of the master. */
export function workersOf({ child }: ProxyProcess): number[] {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
  return children.trim().split(' ').filter(Boolean).map(Number);
}

/** Resolves with the processes started here that remain; there should be none. */
export const gone = (): Promise<string[]> => untilNone(() => processesMarked(mark), 5_000);
