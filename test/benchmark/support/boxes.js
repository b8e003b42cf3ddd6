import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../../bin/tidegate.js', import.meta.url));
const NODE_HTTP = fileURLToPath(new URL('node-http-proxy.js', import.meta.url));

/** Ends the process when a benchmark cannot run for want of a command. */
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

  /** One worker of nginx on this `http` block; resolves with its pid, once it answers `/`. */
  async nginx(name, http, listen) {
    const file = this.#configure(name, `access_log off; ${http}`);
    const user = process.getuid?.() === 0 ? 'user root; ' : '';
    const globals = `${user}daemon off; pid ${this.directory}/${name}.pid;`;
    const args = ['-c', file, '-p', this.directory, '-e', 'stderr', '-g', globals];
    return workerOf(await this.#start('nginx', args, listen));
  }

  /** The same of the bundled proxy. */
  async tidegate(name, http, listen) {
    const args = [BIN, 'proxy', '-c', this.#configure(name, http)];
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

  #configure(name, http) {
    const file = join(this.directory, `${name}.conf`);
    const events = 'events { worker_connections 40000; }';
    writeFileSync(
      file,
      `worker_processes 1; ${events} http { keepalive_requests 10000000; ${http} }\n`,
    );
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
