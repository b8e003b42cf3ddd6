import { setTimeout as delay } from 'node:timers/promises';
import { type Family, livingProcesses } from './processes.js';

/** Time to clean up between SIGTERM and SIGKILL. */
const PATIENCE_MS = 1000;
/** After SIGKILL only what the kernel itself holds back is left, or what is another user's. */
const KILLED_MS = 5000;
const LOOK_EVERY_MS = 10;

/**
 * Ends a command with everything it has started, in the background too: SIGTERM, then SIGKILL.
 * Resolves when all of it is gone, or cannot be ended.
 */
export async function endProcesses(family: Family): Promise<void> {
  if (await signalUntilGone(family, 'SIGTERM', PATIENCE_MS)) return;
  await signalUntilGone(family, 'SIGKILL', KILLED_MS);
}

/** Each process gets the signal once, also one that is started meanwhile. */
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
    // Gone meanwhile, or another user's: the next look tells.
  }
}
