import type { Place } from '../model/place.js';

/** Process exit codes, a contract with CI. */
export const EXIT = {
  pass: 0,
  fail: 1,
  usage: 2,
  invalid: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface TidegateErrorOptions {
  /** What to do about it, as one imperative sentence. */
  readonly hint?: string;
  /** Where the wrong value stands. */
  readonly place?: Place;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/**
 * The one error Tidegate throws on purpose: `message` names the value that was wrong,
 * `place` where it stands, `hint` the mend. Caught once, in `cli/`.
 */
export class TidegateError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly place: Place | undefined;
  readonly exitCode: ExitCode;

  /** @param code SCREAMING_SNAKE, stable, so that scripts may match it. */
  constructor(code: string, message: string, options: TidegateErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TidegateError';
    this.code = code;
    this.hint = options.hint;
    this.place = options.place;
    this.exitCode = options.exitCode ?? EXIT.usage;
  }
}

/** `file:line:column`, as compilers print it. */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}
