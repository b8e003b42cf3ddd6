import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Processes of this host whose command line or environment holds `mark`: give a run an
 * environment variable of its own and nothing it started can hide.
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

/** Waits until `look` finds nothing; resolves with what it found last if it does not stop finding. */
export async function untilNone(look: () => string[], withinMs: number): Promise<string[]> {
  const endMs = performance.now() + withinMs;
  let found = look();
  while (found.length > 0 && performance.now() < endMs) {
    await delay(50);
    found = look();
  }
  return found;
}
