import type { Place } from '../model/place.js';
import { ERROR_CODES, type ErrorCode } from './error-codes/registry.js';
import { printable, printableLine } from './text/printable.js';

/** Process exit codes, a contract with CI. */
export const EXIT = {
  pass: 0,
  fail: 1,
  usage: 2,
  invalid: 3,
  /** Ctrl-C, or the terminal was closed. */
  interrupted: 130,
  /** SIGTERM: 128 + the signal's number, as in a shell. */
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface TidegateErrorOptions {
  /** What to do about it, as one imperative sentence. */
  readonly hint?: string;
  /** Where the wrong value is. */
  readonly place?: Place;
  /** The last lines that a failed process printed. */
  readonly said?: readonly string[];
  /** Given where it is not the one that the registry has for the code. */
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/**
 * The one error that Tidegate throws on purpose: `message` names the wrong value, `place` says
 * where it is, `hint` what to do. Caught once, in `cli/`.
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

/** The parts of a TidegateError that people read. A result stores them without the error. */
export interface ErrorWords {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly place?: Place | undefined;
  readonly said?: readonly string[] | undefined;
}

/**
 * An error as every command prints it, with its line feed. Foreign text in it, from a configuration
 * or a server's answer, cannot begin a new line or move the cursor.
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

/**
 * The error by which a signal ends a command early. Nothing failed; the exit code says which signal
 * it was.
 */
export function interruption(exitCode: ExitCode = EXIT.interrupted): TidegateError {
  return new TidegateError('COMMAND_INTERRUPTED', 'interrupted', { exitCode });
}

/**
 * The reason for which `signal` was aborted, if the command's world gave one; otherwise as for
 * Ctrl-C.
 */
export function interruptionOf(signal: AbortSignal): TidegateError {
  return signal.reason instanceof TidegateError ? signal.reason : interruption();
}

/** What an error says, as the reason of another one; anything else that was thrown, as text. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
