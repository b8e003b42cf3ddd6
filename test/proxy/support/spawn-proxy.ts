import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { FromProxy } from '../../../src/proxy/messages.js';
import { BIN } from '../../support/cli.js';

/** `tidegate proxy` in a process of its own, which reports what happens. */
export interface ProxyProcess {
  readonly child: ChildProcess;
  readonly messages: readonly FromProxy[];
  /** The `nth` message of that type, once it has arrived. */
  message(type: FromProxy['type'], nth?: number): Promise<FromProxy>;
}

/** A shell command that replaces itself by the command that follows it, with a limit of descriptors. */
const LIMITED = 'ulimit -c 0; ulimit -n "$0"; exec "$@"';

/**
 * Starts it. It reports itself when it is ready. The caller ends it.
 * @param descriptors how many it may have open; default: as many as this process
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
