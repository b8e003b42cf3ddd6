import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { EXIT } from '../../lib/errors.js';
import type { NginxConfig } from '../../model/nginx.js';
import { STDERR } from '../../proxy/log/log-file.js';
import type { World } from '../world.js';

/** Set for a process that is already in the background. */
const MARK = 'TIDEGATE_DAEMON';

/** Whether this process is the one in the background. Its workers do not need to know. */
export function isDaemon(): boolean {
  return process.env[MARK] === '1';
}

/**
 * `daemon on`: runs the same command in the background, and returns when that accepts connections,
 * or has reported why it cannot. Later messages go to its error log.
 */
export async function startDaemon(config: NginxConfig, world: World): Promise<void> {
  const saysOnTerminal = config.errorLogs.some(({ path }) => path === STDERR);
  const child = spawn(process.execPath, world.argv.slice(1), {
    cwd: world.cwd(),
    detached: true,
    env: { ...process.env, [MARK]: '1' },
    stdio: ['ignore', 'ignore', saysOnTerminal ? 'inherit' : 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => world.stderr.write(text));
  const ready = once(child, 'message').then(() => true);
  const inService = await Promise.race([ready, once(child, 'close').then(() => false)]);
  if (!inService) {
    world.exitCode = child.exitCode ?? EXIT.fail;
    return;
  }
  child.disconnect();
  child.stderr?.destroy();
  child.unref();
}

/** Called by the process in the background, once it accepts connections. */
export function leaveTerminal(): void {
  delete process.env[MARK];
  process.send?.({ type: 'ready' });
}
