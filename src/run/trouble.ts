import { TidegateError } from '../lib/errors.js';
import type { Trouble } from '../model/run-result.js';

/** An error as a result stores it, also one that should not have been possible. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof TidegateError) {
    const { code, message, hint } = error;
    return hint === undefined ? { code, message } : { code, message, hint };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'FAULT', message: `a fault of Tidegate's own, please report it: ${stack}` };
}
