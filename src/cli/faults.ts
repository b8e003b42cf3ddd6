import { EXIT } from '../lib/errors.js';
import { printableLines } from '../lib/printable.js';
import { secretsOf } from '../lib/secrets.js';
import type { World } from './world.js';

/** What a fault needs of the process that it ends. */
export interface FaultyProcess extends Pick<World, 'argv' | 'env' | 'stderr' | 'exit'> {
  exitCode?: World['exitCode'];
  on(event: 'uncaughtException', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
}

/** Node's own exit code where the work waits for something that can never happen. */
const NEVER_SETTLED = 13;

/**
 * Ends the process with 3 for what nobody has caught, a rejected promise too: Node's own exit code
 * would be 1, which means that a check failed.
 */
export function endOnFault(process: FaultyProcess): void {
  process.on('uncaughtException', (error) => {
    process.stderr.write(secretsOf(process).hide(faultText(error)));
    process.exit(EXIT.invalid);
  });
  process.on('exit', () => {
    if (process.exitCode === NEVER_SETTLED) process.exitCode = EXIT.invalid;
  });
}

/** An error that should not have been possible, for whoever mends it. */
export function faultText(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `tidegate: a fault of Tidegate's own, please report it:\n${printableLines(text)}\n`;
}
