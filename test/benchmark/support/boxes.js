import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../../bin/tidegate.js', import.meta.url));
/** Where Debian and its derivatives install it. */
const STREAM_MODULE = '/usr/lib/nginx/modules/ngx_stream_module.so';
const NODE_HTTP = fileURLToPath(new URL('node-http-proxy.js', import.meta.url));

/** Ends the process if a command that the benchmark needs is missing. */
export function demand(...commands) {
  const directories = (process.env.PATH ?? '').split(':');
  const isHere = (command) => directories.some((path) => existsSync(join(path, command)));
  const missing = commands.filter((command) => !isHere(command));
  if (missing.length === 0) return;
  const them = missing.join(' and ');
  process.stderr.write(`This benchmark needs ${them}: install, and run it again.\n`);
  process.exit(2);
}

/** Programs under test, started on configurations in a directory of their own. */
export class Boxes {
  directory = mkdtempSync(join(tmpdir(), 'tidegate-benchmark-'));
  #children = [];

  /**
   * One worker of nginx on this `http` block, and on this `stream` block if there is any; resolves
   * with its pid, once it answers `/`.
   */
  async nginx(name, http, listen, stream = null) {
    const file = this.#configure(name, `access_log off; ${http}`, stream);
    const user = process.getuid?.() === 0 ? 'user root; ' : '';
    const module = stream === null ? '' : `load_module ${STREAM_MODULE}; `;
    const globals = `${module}${user}daemon off; pid ${this.directory}/${name}.pid;`;
    const args = ['-c', file, '-p', this.directory, '-e', 'stderr', '-g', globals];
    return workerOf(await this.#start('nginx', args, listen));
  }

  /** The same of the bundled proxy. */
  async tidegate(name, http, listen, stream = null) {
    const args = [BIN, 'proxy', '-c', this.#configure(name, http, stream)];
    return workerOf(await this.#start(process.execPath, args, listen));
  }

  /** A plain node:http proxy in one process. */
  nodeHttp(origin, listen) {
    return this.#start(process.execPath, [NODE_HTTP, listen, origin], listen);
  }

  async close() {
    for (const child of this.#children) child.kill('SIGTERM');
    await Promise.all(this.#children.map(ended));
    rmSync(this.directory, { recursive: true, force: true });
  }

  #configure(name, http, stream) {
    const file = join(this.directory, `${name}.conf`);
    const events = 'events { worker_connections 40000; }';
    const blocks = [`http { keepalive_requests 10000000; ${http} }`];
    if (stream !== null) blocks.push(`stream { ${stream} }`);
    writeFileSync(file, `worker_processes 1; ${events} ${blocks.join(' ')}\n`);
    return file;
  }

  async #start(command, args, listen) {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    this.#children.push(child);
    while (!(await answers(listen))) {
      if (child.exitCode !== null) throw new Error(`${command} ${args.join(' ')} did not start`);
      await sleep(50);
    }
    return child.pid;
  }
}

async function ended(child) {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

function answers(listen) {
  return fetch(`http://${listen}/`).then(
    () => true,
    () => false,
  );
}

/** The one child of a master. */
function workerOf(pid) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}
