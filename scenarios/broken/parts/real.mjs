import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CONFIGS = fileURLToPath(new URL('../real/', import.meta.url));
const LOOK_EVERY_MS = 20;

/** How each program is started with its configuration; both stay in the foreground. */
const PROGRAMS = {
  haproxy: { version: '-v', args: (file) => ['-db', '-q', '-f', file] },
  nginx: {
    version: '-v',
    args: (file, prefix) => ['-c', file, '-p', prefix, '-e', 'stderr', '-g', nginxGlobals(prefix)],
  },
};

/** They end when this process ends, also after an error. */
const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

function nginxGlobals(prefix) {
  const user = process.getuid?.() === 0 ? 'user root; ' : '';
  return `${user}daemon off; worker_processes 1; pid ${prefix}/nginx.pid;`;
}

export function isInstalled(program) {
  try {
    execFileSync(program, [PROGRAMS[program].version], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts HAProxy or nginx on a configuration of real/, and resolves when it listens.
 * @param program haproxy or nginx
 * @param config the file's name in real/
 * @param words what stands for `@word@` in it
 * @param prefix a folder of its own
 * @param listen where it will listen
 */
export async function startReal({ program, config, words, prefix, listen }) {
  mkdirSync(prefix, { recursive: true });
  const file = join(prefix, config);
  const text = readFileSync(join(CONFIGS, config), 'utf8');
  const known = { ...words, prefix, configs: CONFIGS };
  writeFileSync(
    file,
    text.replace(/@(\w+)@/g, (_, word) => known[word]),
  );
  const child = spawn(program, PROGRAMS[program].args(file, prefix), {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  running.add(child);
  let said = '';
  child.stderr.on('data', (bytes) => {
    said += bytes;
  });
  while (!(await accepts(listen))) {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
    await delay(LOOK_EVERY_MS);
  }
  return {
    /** Requests so far, without health checks; known only for an nginx with an access log. */
    get count() {
      const lines = readFileSync(join(prefix, 'access.log'), 'utf8').split('\n');
      return lines.filter((line) => line !== '' && !line.includes('/health_check/')).length;
    },
    stop: async () => {
      running.delete(child);
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function accepts({ address, port }) {
  const socket = connect(port, address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
