import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';

const running = new Set<ChildProcess>();

/** Kills, after each test of the calling file, the processes that it left running. */
export function endChildrenAfterEach(): void {
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
    running.clear();
  });
}

/**
 * Runs a fixture (of test/net/fixtures, with dist/) with IPC, after shell commands that prepare its
 * environment.
 */
export function startFixture(
  fixture: string,
  args: readonly string[],
  world: { readonly setup?: string; readonly namespace?: boolean } = {},
): ChildProcess {
  const path = fileURLToPath(new URL(`../fixtures/${fixture}`, import.meta.url));
  const shell = ['bash', '-c', `${world.setup ?? ':'} && exec "$0" "$@"`, process.execPath, path];
  const [command = '', ...rest] = [...(world.namespace ? UNSHARE : []), ...shell, ...args];
  const child = spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** The next message that `accepts` accepts; fails if the child ends first. */
export async function message<T>(
  child: ChildProcess,
  accepts: (value: T) => boolean = () => true,
): Promise<T> {
  return await new Promise((resolve, reject) => {
    const settle = (): void => {
      child.off('message', receive);
      child.off('exit', fail);
    };
    const receive = (value: unknown): void => {
      if (!accepts(value as T)) return;
      settle();
      resolve(value as T);
    };
    const fail = (): void => {
      settle();
      reject(new Error('the child ended without a word'));
    };
    child.on('message', receive);
    child.on('exit', fail);
  });
}

const UNSHARE = ['unshare', '--map-root-user', '--net'];

/** Whether this user may make a network namespace. TIDEGATE_REQUIRE_REAL=1 makes it a failure if not. */
export const hasNamespaces =
  process.env.TIDEGATE_REQUIRE_REAL === '1' ||
  spawnSync('unshare', [...UNSHARE.slice(1), 'true']).status === 0;
