import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import { EXIT, TidegateError } from '../../lib/errors.js';

/** What `-s` says, and the signal it stands for, as in nginx. */
export const SIGNALS = { stop: 'SIGTERM', quit: 'SIGQUIT' } as const;
export type SignalName = keyof typeof SIGNALS;

/** @throws TidegateError PID_FILE when it cannot be written. */
export function writePidFile(file: string): void {
  attempt(`open() "${file}"`, () => writeFileSync(file, `${process.pid}\n`));
}

/** @throws TidegateError PID_FILE when it cannot be removed. */
export function removePidFile(file: string): void {
  attempt(`unlink() "${file}"`, () => unlinkSync(file));
}

/** Signals the process a pid file names. @throws TidegateError PID_FILE, with exit code 1. */
export function signalByPidFile(file: string, name: SignalName): void {
  const text = attempt(`open() "${file}"`, () => readFileSync(file, 'utf8')).trimEnd();
  // 0 would be this process's own group.
  if (!/^[1-9]\d*$/.test(text)) throw failure(`invalid PID number "${text}" in "${file}"`);
  const signal = SIGNALS[name];
  attempt(`kill(${text}, ${constants.signals[signal]})`, () => process.kill(Number(text), signal));
}

function attempt<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const { errno = 0, message } = cause as NodeJS.ErrnoException;
    const known = getSystemErrorMap().get(errno)?.[1];
    throw failure(`${what} failed (${-errno}: ${capitalized(known ?? message)})`, cause);
  }
}

/** libuv's words are the C library's for these errors, but for the capital. */
function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function failure(message: string, cause?: unknown): TidegateError {
  return new TidegateError('PID_FILE', message, { exitCode: EXIT.fail, cause });
}
