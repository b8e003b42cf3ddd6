import type { ErrorCode } from './error-codes/registry.js';
import { TidegateError } from './errors.js';

/** A TidegateError as it goes from one process to another. */
export interface SentError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** @param code of an error that is not Tidegate's own; its message then is the stack */
export function sentError(error: unknown, code: ErrorCode): SentError {
  if (error instanceof TidegateError) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  return { code, message: error instanceof Error ? (error.stack ?? '') : String(error) };
}

export function receivedError({ code, message, hint }: SentError): TidegateError {
  return new TidegateError(code, message, hint === undefined ? {} : { hint });
}
