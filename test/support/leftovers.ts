import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Processes of this host whose command line or environment contains `mark`. If a run gets an
 * environment variable of its own, none of its processes is overlooked.
 */
export function processesMarked(mark: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
      } catch {
        return false;
      }
    })
    .map((pid) => {
      try {
        return `${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`;
      } catch {
        return pid;
      }
    });
}

/** Run directories of Tidegate under the temporary directory `under`. */
export function runDirectories(under = tmpdir()): string[] {
  return readdirSync(under).filter((name) => name.startsWith('tidegate-'));
}

/** Waits until `look` finds nothing. If it still finds something after that time, resolves with it. */
export async function untilNone(look: () => string[], withinMs: number): Promise<string[]> {
  const endMs = performance.now() + withinMs;
  let found = look();
  while (found.length > 0 && performance.now() < endMs) {
    await delay(50);
    found = look();
  }
  return found;
}
