import { setTimeout as delay } from 'node:timers/promises';
import { type Family, livingProcesses } from './processes.js';

/** Time to clean up between SIGTERM and SIGKILL. */
const PATIENCE_MS = 1000;
/**
 * After SIGKILL only two kinds of process can remain: one that the kernel blocks, and one of
 * another user.
 */
const KILLED_MS = 5000;
const LOOK_EVERY_MS = 10;

/**
 * Ends a command with every process that it has started, also those in the background: first
 * SIGTERM, then SIGKILL. Resolves when all are gone, or when the rest cannot be ended.
 */
export async function endProcesses(family: Family): Promise<void> {
  if (await signalUntilGone(family, 'SIGTERM', PATIENCE_MS)) return;
  await signalUntilGone(family, 'SIGKILL', KILLED_MS);
}

/** Sends each process the signal once, also to a process that starts meanwhile. */
async function signalUntilGone(
  family: Family,
  signal: 'SIGTERM' | 'SIGKILL',
  withinMs: number,
): Promise<boolean> {
  const signalled = new Set<number>();
  for (const endMs = performance.now() + withinMs; performance.now() < endMs; ) {
    const living = livingProcesses(family);
    if (living.length === 0) return true;
    for (const pid of living.filter((one) => !signalled.has(one))) {
      signalled.add(pid);
      send(pid, signal);
    }
    await delay(LOOK_EVERY_MS);
  }
  return false;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process is gone, or belongs to another user: the next look tells.
  }
}
