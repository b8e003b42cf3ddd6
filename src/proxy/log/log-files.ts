import { resolve } from 'node:path';
import { LogFile, STDERR } from './log-file.js';

/** All log files of one process, each opened once however many logs write to it. */
export class LogFiles {
  readonly #prefix: string;
  readonly #files = new Map<string, LogFile>();

  /** @param prefix the directory that relative paths refer to */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** @throws TidegateError LOG_NOT_WRITABLE */
  open(path: string): LogFile {
    const full = path === STDERR ? STDERR : resolve(this.#prefix, path);
    const known = this.#files.get(full);
    if (known !== undefined) return known;
    const file = new LogFile(full);
    this.#files.set(full, file);
    return file;
  }

  /**
   * @param failed is told of each file that could not be opened again, which then stays as it is
   * @param owner user that is to own them, because workers that are no longer root open them again
   *   too
   */
  reopen(failed: (error: Error) => void, owner: number | null = null): void {
    for (const file of this.#files.values()) {
      try {
        file.reopen(owner);
      } catch (error) {
        failed(error as Error);
      }
    }
  }

  /** Resolves when all lines are written. */
  async flushed(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => file.flushed()));
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }
}
