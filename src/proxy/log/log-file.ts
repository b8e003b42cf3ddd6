import { closeSync, fchownSync, openSync, write } from 'node:fs';
import { TidegateError } from '../../lib/errors.js';
import { systemError } from './system-error.js';

/** The name of a log that goes to stderr instead of a file. */
export const STDERR = 'stderr';
const STDERR_FD = 2;
const KEEP_GROUP = -1;

/** How much is kept for a slow reader. Lines beyond it are lost, because nothing may wait for a log. */
const MAX_WAITING_CHARACTERS = 4 * 1024 * 1024;

/** Lines that are written together, to the file that was open when they were logged. */
interface Batch {
  readonly fd: number;
  text: string;
}

/**
 * A file that lines are appended to. Lines of one turn are written together, by one write of whole
 * lines, so several processes can share a file. Another thread does the write, so a pipe whose
 * reader sleeps delays nothing. A failed write loses its lines and nothing else.
 */
export class LogFile {
  readonly path: string;
  /** -1 = closed. */
  #fd: number;
  readonly #batches: Batch[] = [];
  #scheduled = false;
  /** Descriptor of the write in progress; null = there is none. */
  #writing: number | null = null;
  #onFlushed: (() => void)[] = [];

  /** @throws TidegateError LOG_NOT_WRITABLE when it cannot be opened. */
  constructor(path: string) {
    this.path = path;
    this.#fd = open(path);
  }

  /** @param line ended by a newline, one byte a character. */
  write(line: string): void {
    if (this.#fd < 0) return;
    const last = this.#batches.at(-1);
    if (last?.fd !== this.#fd) this.#batches.push({ fd: this.#fd, text: line });
    else if (last.text.length < MAX_WAITING_CHARACTERS) last.text += line;
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#flush);
  }

  /**
   * Opens the file by its name again, after it was moved away.
   * @param owner user that is to own it; null = unchanged. @throws TidegateError LOG_NOT_WRITABLE
   */
  reopen(owner: number | null = null): void {
    if (this.path === STDERR || this.#fd < 0) return;
    const before = this.#fd;
    this.#fd = open(this.path);
    if (owner !== null) fchownSync(this.#fd, owner, KEEP_GROUP);
    this.#letGo(before);
  }

  /** Takes no more lines; earlier ones are still written. */
  close(): void {
    const before = this.#fd;
    this.#fd = -1;
    if (before >= 0) this.#letGo(before);
  }

  /** Resolves when all lines are written. */
  flushed(): Promise<void> {
    if (this.#writing === null && this.#batches.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onFlushed.push(resolve));
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    if (this.#writing !== null) return;
    const batch = this.#batches.shift();
    if (batch === undefined) {
      for (const told of this.#onFlushed.splice(0)) told();
      return;
    }
    this.#writing = batch.fd;
    this.#writeOn(batch.fd, Buffer.from(batch.text, 'latin1'));
  };

  #writeOn(fd: number, bytes: Buffer): void {
    write(fd, bytes, 0, bytes.length, null, (error, written) => {
      if (error === null && written < bytes.length) {
        this.#writeOn(fd, bytes.subarray(written));
        return;
      }
      this.#writing = null;
      this.#letGo(fd);
      this.#flush();
    });
  }

  /** Closes a descriptor when nothing is written to it any more. */
  #letGo(fd: number): void {
    if (fd === this.#fd || fd === STDERR_FD || fd === this.#writing) return;
    if (!this.#batches.some((batch) => batch.fd === fd)) closeSync(fd);
  }
}

function open(path: string): number {
  if (path === STDERR) return STDERR_FD;
  try {
    return openSync(path, 'a');
  } catch (cause) {
    const what = systemError(cause as NodeJS.ErrnoException);
    throw new TidegateError('LOG_NOT_WRITABLE', `open() "${path}" failed (${what})`, {
      hint: 'Make its directory, or name a file that may be written.',
      cause,
    });
  }
}
