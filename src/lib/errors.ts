import type { Place } from '../model/place.js';
import { ERROR_CODES, type ErrorCode } from './error-codes/registry.js';
import { printable, printableLine } from './printable.js';

/** Process exit codes, a contract with CI. */
export const EXIT = {
  pass: 0,
  fail: 1,
  usage: 2,
  invalid: 3,
  /** Ctrl-C, or the terminal was closed. */
  interrupted: 130,
  /** SIGTERM: 128 and the signal's number, as a shell has it. */
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface TidegateErrorOptions {
  /** What to do about it, as one imperative sentence. */
  readonly hint?: string;
  /** Where the wrong value stands. */
  readonly place?: Place;
  /** Last lines of a process that failed, in its own words. */
  readonly said?: readonly string[];
  /** Where it is not the one that the registry gives the code. */
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/**
 * The one error Tidegate throws on purpose: `message` names the value that was wrong,
 * `place` where it stands, `hint` the mend. Caught once, in `cli/`.
 */
export class TidegateError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly place: Place | undefined;
  readonly said: readonly string[];
  readonly exitCode: ExitCode;

  constructor(code: ErrorCode, message: string, options: TidegateErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TidegateError';
    this.code = code;
    this.hint = options.hint;
    this.place = options.place;
    this.said = options.said ?? [];
    this.exitCode = options.exitCode ?? EXIT[ERROR_CODES[code].exit];
  }
}

/** The parts of a TidegateError that people read; a result stores them without the error. */
export interface ErrorWords {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly place?: Place | undefined;
  readonly said?: readonly string[] | undefined;
}

/**
 * An error as every command prints it, its line feed included. Whatever stands in it, a word of a
 * configuration or a server's answer, makes no line of its own and moves no cursor.
 */
export function errorText({ code, message, hint, place, said = [] }: ErrorWords): string {
  const where = place ? `${formatPlace(place)}: ` : '';
  const lines = [
    printable(`tidegate: ${where}${message} [${code}]`),
    ...said.map((line) => `    | ${printableLine(line)}`),
    ...(hint ? [printable(`  ${hint}`)] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** `file:line:column`, as compilers print it. */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}
