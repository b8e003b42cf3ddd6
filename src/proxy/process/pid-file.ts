import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { EXIT, TidegateError } from '../../lib/errors.js';
import { systemError } from '../log/system-error.js';

/** What `-s` says, and the signal it stands for, as in nginx. */
export const SIGNALS = {
  stop: 'SIGTERM',
  quit: 'SIGQUIT',
  reload: 'SIGHUP',
  reopen: 'SIGUSR1',
} as const;
export type SignalName = keyof typeof SIGNALS;

/** The file that names this process, wherever the configuration now in service wants it. */
export class PidFile {
  #written: string | null = null;

  /** Writes it there, and removes it elsewhere; null = nowhere. @throws TidegateError PID_FILE */
  writeTo(file: string | null): void {
    if (file === this.#written) return;
    if (file !== null) {
      attempt(`open() "${file}"`, () => writeFileSync(file, `${process.pid}\n`));
    }
    this.remove();
    this.#written = file;
  }

  /** @throws TidegateError PID_FILE when it cannot be removed. */
  remove(): void {
    const file = this.#written;
    this.#written = null;
    if (file !== null) attempt(`unlink() "${file}"`, () => unlinkSync(file));
  }
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
    throw failure(`${what} failed (${systemError(cause as NodeJS.ErrnoException)})`, cause);
  }
}

function failure(message: string, cause?: unknown): TidegateError {
  return new TidegateError('PID_FILE', message, { exitCode: EXIT.fail, cause });
}
