import { lstatSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename } from 'node:path';
import { TidegateError } from '../../lib/errors.js';
import { systemError } from '../log/system-error.js';

/** The words of `-s` and the signals that they stand for, as in nginx. */
const SIGNALS = {
  stop: 'SIGTERM',
  quit: 'SIGQUIT',
  reload: 'SIGHUP',
  reopen: 'SIGUSR1',
} as const;
export type SignalName = keyof typeof SIGNALS;

/** The file with the id of this process, at the path that the current configuration names. */
export class PidFile {
  #written: string | null = null;

  /**
   * Writes the file, and removes it at its previous path; null = no file. @throws TidegateError
   * PID_FILE_BAD
   */
  writeTo(file: string | null): void {
    if (file === this.#written) return;
    if (file !== null) {
      attempt(`open() "${file}"`, () => writeFileSync(file, `${process.pid}\n`));
    }
    this.remove();
    this.#written = file;
  }

  /**
   * Leaves the file if it names another process by now, or is no regular file, as /dev/null.
   * @throws TidegateError PID_FILE_BAD
   */
  remove(): void {
    const file = this.#written;
    this.#written = null;
    if (file !== null && !isForeign(file)) attempt(`unlink() "${file}"`, () => unlinkSync(file));
  }
}

function isForeign(file: string): boolean {
  try {
    return !lstatSync(file).isFile() || readFileSync(file, 'utf8') !== `${process.pid}\n`;
  } catch {
    // The file is gone; removing it reports the error.
    return false;
  }
}

/**
 * Signals the process that a pid file names, if it is a Tidegate proxy: the file may be old, and
 * its number may belong to another process by now. @throws TidegateError PID_FILE_BAD
 */
export function signalByPidFile(file: string, name: SignalName): void {
  const text = attempt(`open() "${file}"`, () => readFileSync(file, 'utf8')).trimEnd();
  // 0 would signal this process's own group.
  if (!/^[1-9]\d*$/.test(text)) throw failure(`invalid PID number "${text}" in "${file}"`);
  if (isOther(text)) throw failure(`"${file}" names process ${text}, which is no tidegate`);
  const signal = SIGNALS[name];
  attempt(`kill(${text}, ${constants.signals[signal]})`, () => process.kill(Number(text), signal));
}

/** Without /proc this cannot be known. */
function isOther(pid: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split(/[\0 ]/);
    return !words.some((word) => /^tidegate(?:\.js)?$/.test(basename(word)));
  } catch {
    return false;
  }
}

function attempt<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw failure(`${what} failed (${systemError(cause as NodeJS.ErrnoException)})`, cause);
  }
}

function failure(message: string, cause?: unknown): TidegateError {
  return new TidegateError('PID_FILE_BAD', message, { cause });
}
