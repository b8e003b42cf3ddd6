import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * A process of one of this folder's files, which is told its work as JSON. `ready` resolves with its
 * first message of that type; `counts` are the last it sent.
 */
export function child(file, work) {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const process = fork(path, [JSON.stringify(work)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const it = { process, counts: {}, ready: null, end: () => ended(process) };
  it.ready = new Promise((resolve) => {
    process.on('message', (message) => {
      if (message.type === 'ready') resolve(message);
      if (message.type === 'counts') it.counts = message.counts;
    });
  });
  return it;
}

/** Ends a process, finally with SIGKILL; resolves with how it ended. */
export async function ended(process, patienceMs = 10_000) {
  if (process.exitCode !== null || process.signalCode !== null) return 'itself';
  const exit = once(process, 'exit');
  process.kill('SIGTERM');
  const force = setTimeout(() => process.kill('SIGKILL'), patienceMs);
  await exit;
  clearTimeout(force);
  return process.signalCode === 'SIGKILL' ? 'force' : 'asked';
}
