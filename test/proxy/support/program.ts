import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { spawnProxy } from './spawn-proxy.js';

/** A proxy under test, in a process of its own. */
export interface Program {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** Whether the real nginx is installed. Under TIDEGATE_REQUIRE_REAL=1 it must be. */
export function nginxIsHere(): boolean {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    if (process.env.TIDEGATE_REQUIRE_REAL === '1') throw new Error('nginx is missing');
    return false;
  }
}

/** Prepares a configuration for the real nginx: its own files go to `directory`. */
export function forNginx(text: string, directory: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${directory}/temp-${name};`)
    .join(' ');
  return text.replace('http {', `http { access_log off; ${temporary}`);
}

/** Where distributions install nginx's stream module; elsewhere it is part of nginx itself. */
const STREAM_MODULE = '/usr/lib/nginx/modules/ngx_stream_module.so';

/** Prepares a configuration with a stream part for the real nginx. */
export function withStream(text: string): string {
  return existsSync(STREAM_MODULE) ? `load_module ${STREAM_MODULE}; ${text}` : text;
}

/** Starts the real nginx and resolves when `probe` accepts connections. */
export async function startNginx(
  file: string,
  prefix: string,
  probe: { readonly address: string; readonly port: number },
): Promise<Program> {
  const user = process.getuid?.() === 0 ? 'user root; ' : '';
  const globals = `${user}daemon off; pid ${prefix}/nginx.pid; error_log ${prefix}/error.log;`;
  const child = spawn('nginx', ['-c', file, '-p', prefix, '-e', 'stderr', '-g', globals], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  while (!(await accepts(probe))) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`);
  }
  return { child, stop: () => stop(child) };
}

/** Starts the bundled proxy by its command, and resolves when it reports that it is ready. */
export async function startTidegate(file: string, prefix: string): Promise<Program> {
  const { child, message } = spawnProxy(['-c', file, '-p', prefix]);
  await message('ready');
  return { child, stop: () => stop(child) };
}

async function accepts({ address, port }: { address: string; port: number }): Promise<boolean> {
  const socket = connect(port, address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return false;
  } finally {
    socket.destroy();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
