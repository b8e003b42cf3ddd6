import { lstatSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename } from 'node:path';
import { TidegateError } from '../../lib/errors.js';
import { systemError } from '../log/system-error.js';

/** What `-s` says, and the signal it stands for, as in nginx. */
const SIGNALS = {
  stop: 'SIGTERM',
  quit: 'SIGQUIT',
  reload: 'SIGHUP',
  reopen: 'SIGUSR1',
} as const;
export type SignalName = keyof typeof SIGNALS;

/** The file that names this process, wherever the configuration now in service wants it. */
export class PidFile {
  #written: string | null = null;

  /** Writes it there, and removes it elsewhere; null = nowhere. @throws TidegateError PID_FILE_BAD */
  writeTo(file: string | null): void {
    if (file === this.#written) return;
    if (file !== null) {
      attempt(`open() "${file}"`, () => writeFileSync(file, `${process.pid}\n`));
    }
    this.remove();
    this.#written = file;
  }

  /** Unless it is another's by now, or no file at all, as /dev/null. @throws TidegateError PID_FILE_BAD */
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
    // It is gone: the one who removes it is told.
    return false;
  }
}

/**
 * Signals the proxy that a pid file names; the file may be old, and its number another process's by
 * now. @throws TidegateError PID_FILE_BAD, with exit code 1.
 */
export function signalByPidFile(file: string, name: SignalName): void {
  const text = attempt(`open() "${file}"`, () => readFileSync(file, 'utf8')).trimEnd();
  // 0 would be this process's own group.
  if (!/^[1-9]\d*$/.test(text)) throw failure(`invalid PID number "${text}" in "${file}"`);
  if (isOther(text)) throw failure(`"${file}" names process ${text}, which is no tidegate`);
  const signal = SIGNALS[name];
  attempt(`kill(${text}, ${constants.signals[signal]})`, () => process.kill(Number(text), signal));
}

/** Where there is no /proc, nothing tells. */
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
