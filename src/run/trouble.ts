import { TidegateError } from '../lib/errors.js';
import type { Trouble } from '../model/run-result.js';

/** An error as a result stores it, also an error that is a bug of Tidegate's. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof TidegateError) {
    const { code, message, hint, said } = error;
    return { code, message, said, ...(hint === undefined ? {} : { hint }) };
  }
  const [message = '', ...said] = stackOf(error).split('\n');
  return {
    code: 'TIDEGATE_FAILED',
    message: `a fault of Tidegate's own, please report it: ${message}`,
    said,
  };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
