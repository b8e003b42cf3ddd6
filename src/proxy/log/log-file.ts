import { closeSync, openSync, write, writeSync } from 'node:fs';
import { TidegateError } from '../../lib/errors.js';
import { systemError } from './system-error.js';

/** Where a log goes that is not written to a file. */
export const STDERR = 'stderr';
const STDERR_FD = 2;

/** What is kept while a write is under way; lines beyond it are lost, as nobody may wait for a log. */
const MAX_WAITING_CHARACTERS = 4 * 1024 * 1024;

/**
 * A file that lines are appended to. Lines of one turn go out together, by one write of whole
 * lines, so that several processes can share a file; a write that fails loses them and no more.
 */
export class LogFile {
  readonly path: string;
  /** -1 = closed. */
  #fd: number;
  #waiting = '';
  #scheduled = false;
  #writing = false;
  /** To be closed when the write under way is done with it. */
  #retired: number | null = null;

  /** @throws TidegateError LOG_FILE when it cannot be opened. */
  constructor(path: string) {
    this.path = path;
    this.#fd = open(path);
  }

  /** @param line ended by a newline, one byte a character. */
  write(line: string): void {
    if (this.#fd < 0 || this.#waiting.length > MAX_WAITING_CHARACTERS) return;
    this.#waiting += line;
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#flush);
  }

  /** Opens it by name again, after somebody moved it. @throws TidegateError LOG_FILE */
  reopen(): void {
    if (this.path === STDERR) return;
    const fd = open(this.path);
    // What was said before goes to the file of before.
    this.flushNow();
    this.#retire();
    this.#fd = fd;
  }

  /** For the end of a process: writes what waits, now. */
  flushNow(): void {
    const text = this.#waiting;
    this.#waiting = '';
    if (text === '') return;
    try {
      writeSync(this.#fd, text, null, 'latin1');
    } catch {
      // There is nobody left to tell.
    }
  }

  close(): void {
    this.flushNow();
    if (this.path !== STDERR) this.#retire();
    this.#fd = -1;
  }

  #retire(): void {
    if (this.#writing && this.#retired === null) this.#retired = this.#fd;
    else closeSync(this.#fd);
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    if (this.#writing || this.#waiting === '') return;
    const bytes = Buffer.from(this.#waiting, 'latin1');
    this.#waiting = '';
    this.#writing = true;
    this.#writeOn(bytes);
  };

  #writeOn(bytes: Buffer): void {
    const fd = this.#retired ?? this.#fd;
    write(fd, bytes, 0, bytes.length, null, (error, written) => {
      if (error === null && written < bytes.length) {
        this.#writeOn(bytes.subarray(written));
        return;
      }
      this.#writing = false;
      if (this.#retired !== null) closeSync(this.#retired);
      this.#retired = null;
      this.#flush();
    });
  }
}

function open(path: string): number {
  if (path === STDERR) return STDERR_FD;
  try {
    return openSync(path, 'a');
  } catch (cause) {
    const what = systemError(cause as NodeJS.ErrnoException);
    throw new TidegateError('LOG_FILE', `open() "${path}" failed (${what})`, {
      hint: 'Make its directory, or name a file that may be written.',
      cause,
    });
  }
}
