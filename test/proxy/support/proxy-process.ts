import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import type { FromProxy } from '../../../src/proxy/messages.js';
import { BIN } from '../../support/cli.js';
import { processesMarked, untilNone } from '../../support/leftovers.js';

const mark = `TIDEGATE_TEST_PROXY_${process.pid}`;

/** `tidegate proxy` in a process of its own, which tells what happens. */
export interface ProxyProcess {
  readonly child: ChildProcess;
  readonly messages: FromProxy[];
  /** The `nth` message of that type, when it has come. */
  message(type: FromProxy['type'], nth?: number): Promise<FromProxy>;
}

/** Resolves when it is ready; ended with the test. */
export async function startProxyProcess(
  file: string,
  ...args: readonly string[]
): Promise<ProxyProcess> {
  const child = spawn(process.execPath, [BIN, 'proxy', '-c', file, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: { ...process.env, [mark]: '1' },
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    // Its workers hold the listening socket until they have seen it go: the next test wants it.
    expect(await gone()).toEqual([]);
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const messages: FromProxy[] = [];
  child.on('message', (message: FromProxy) => messages.push(message));
  const running: ProxyProcess = {
    child,
    messages,
    message: async (type, nth = 0) => {
      for (;;) {
        const found = messages.filter((message) => message.type === type)[nth];
        if (found !== undefined) return found;
        if (child.exitCode !== null) throw new Error(`the proxy ended: ${said}`);
        await Promise.race([once(child, 'message'), once(child, 'exit')]);
      }
    },
  };
  await running.message('ready');
  return running;
}

/** Process ids of workers: the children of the master. */
export function workersOf({ child }: ProxyProcess): number[] {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
  return children.trim().split(' ').filter(Boolean).map(Number);
}

/** Resolves with what is left of the processes started here; nothing, it is hoped. */
export const gone = (): Promise<string[]> => untilNone(() => processesMarked(mark), 5_000);
