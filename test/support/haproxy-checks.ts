import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * The state that the real HAProxy finds for one server with these lines of `listen`, after those of
 * `defaults`. The server answers as nginx does: HEAD and OPTIONS without a body, anything else with
 * one.
 */
export async function checkedState(
  address: string,
  { defaults = '', lines }: { readonly defaults?: string; readonly lines: string },
): Promise<{ readonly status: string; readonly check: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-checks-'));
  const server = createServer(({ method }, answer) => {
    answer.end(method === 'OPTIONS' ? '' : 'all is well');
  }).listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const [file, socket] = [join(directory, 'haproxy.cfg'), join(directory, 's')];
  writeFileSync(
    file,
    `global\n stats socket ${socket}\ndefaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n timeout check 300ms\n${defaults}\nlisten l\n bind unix@${join(directory, 'l')}\n${lines}\n server a ${address}:${port} check inter 100ms fall 1 rise 1\n`,
  );
  const haproxy = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' });
  const exited = once(haproxy, 'exit');
  try {
    // Waits until a check has ended: HAProxy reports another status for a check that runs or has
    // never run.
    for (let tries = 0; tries < 400 && haproxy.exitCode === null; tries += 1) {
      const state = await stateOf(socket);
      if (state && isSettled(state)) return state;
      await pause(25);
    }
    throw new Error('HAProxy has not started, or has ended no check in time');
  } finally {
    haproxy.kill('SIGKILL');
    await exited;
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Whether a check has ended and its server has the resulting state: HAProxy reports the one before
 * the other.
 */
function isSettled({ status, check }: { status: string; check: string }): boolean {
  return /^L\d/.test(check) && check.endsWith('OK') === (status === 'UP');
}

/** null = HAProxy does not listen yet. */
async function stateOf(socket: string) {
  const stats = await ask(socket, 'show stat\n');
  const [head, ...rows] = stats.split('\n').map((row) => row.split(','));
  const row = rows.find((cells) => cells[1] === 'a');
  if (!head || !row) return null;
  return {
    status: row[head.indexOf('status')] ?? '',
    check: row[head.indexOf('check_status')] ?? '',
  };
}

async function ask(socket: string, command: string): Promise<string> {
  const stream = connect(socket);
  try {
    stream.end(command);
    return await textOf(stream);
  } catch {
    return '';
  }
}
