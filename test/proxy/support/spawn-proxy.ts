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

/** The shell's command that goes over to what follows it, with so many descriptors at most. */
const LIMITED = 'ulimit -c 0; ulimit -n "$0"; exec "$@"';

/**
 * Starts it; that it is ready it says itself. Ending it is the caller's business.
 * @param descriptors that it may have open; default: as many as here.
 */
export function spawnProxy(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  descriptors: number | null = null,
): ProxyProcess {
  const command = [process.execPath, BIN, 'proxy', ...args];
  const [program = '', ...rest] =
    descriptors === null ? command : ['sh', '-c', LIMITED, String(descriptors), ...command];
  const child = spawn(program, rest, {
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
