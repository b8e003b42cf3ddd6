import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Waits until a shell command has written a whole line to `file`, and reads it. */
export async function written(file: string): Promise<string> {
  for (;;) {
    const text = readOr(file, '');
    if (text.endsWith('\n')) return text.trim();
    await delay(10);
  }
}

/** Lines of a file that commands append to; none if it does not exist. */
export function linesOf(file: string): string[] {
  return readOr(file, '')
    .split('\n')
    .filter((line) => line !== '');
}

/** Whether a process is alive: a zombie only waits to be reaped. */
export function isLiving(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = readOr(`/proc/${pid}/stat`, ') S');
  return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}
