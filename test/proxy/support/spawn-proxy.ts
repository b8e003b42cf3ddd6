import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { FromProxy } from '../../../src/proxy/messages.js';
import { BIN } from '../../support/cli.js';

/** `tidegate proxy` in a process of its own, which tells what happens. */
export interface ProxyProcess {
  readonly child: ChildProcess;
  readonly messages: readonly FromProxy[];
  /** The `nth` message of that type, when it has come. */
  message(type: FromProxy['type'], nth?: number): Promise<FromProxy>;
}

/** Starts it; that it is ready it says itself. Ending it is the caller's business. */
export function spawnProxy(args: readonly string[], env: NodeJS.ProcessEnv = {}): ProxyProcess {
  const child = spawn(process.execPath, [BIN, 'proxy', ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: { ...process.env, ...env },
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const closed = once(child, 'close');
  const messages: FromProxy[] = [];
  child.on('message', (message: FromProxy) => messages.push(message));
  return {
    child,
    messages,
    message: async (type, nth = 0) => {
      for (;;) {
        const found = messages.filter((message) => message.type === type)[nth];
        if (found !== undefined) return found;
        if (child.exitCode !== null) {
          await closed;
          throw new Error(`the proxy ended: ${said}`);
        }
        await Promise.race([once(child, 'message'), once(child, 'exit')]);
      }
    },
  };
}
