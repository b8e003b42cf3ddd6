import { closeSync, readSync } from 'node:fs';
import type { Exchange } from '../../http/sessions/exchange.js';
import type { Session } from '../../http/sessions/session.js';
import type { FilePart, FileParts } from './file-parts.js';

const piece = Buffer.allocUnsafeSlow(64 * 1024);

/** Sends a file to a client, piece by piece, as the client takes them. */
export class FileExchange implements Exchange {
  readonly #session: Session;
  readonly #fd: number;
  readonly #parts: readonly FilePart[];
  readonly #after: string;
  #part = 0;
  /** How much of the part has been sent. */
  #sentBytes = 0;

  /** Closes `fd` when it is done. */
  constructor(session: Session, fd: number, { parts, after }: FileParts) {
    this.#session = session;
    this.#fd = fd;
    this.#parts = parts;
    this.#after = after;
  }

  onBodyPiece(): void {}

  onBodyEnd(): void {}

  onClientDrain(): void {
    for (let part = this.#parts[this.#part]; part !== undefined; part = this.#parts[this.#part]) {
      const flushed = this.#sendOf(part);
      if (flushed === null) {
        // A file that has become shorter cannot fill its Content-Length.
        closeSync(this.#fd);
        this.#session.cut(false);
        return;
      }
      if (!flushed && this.#part < this.#parts.length) return;
    }
    closeSync(this.#fd);
    this.#session.out.prepare(this.#after);
    this.#session.finish();
  }

  onClientGone(): void {
    closeSync(this.#fd);
  }

  /** Sends the next piece; false when the client is slower, null when the file has no more. */
  #sendOf({ before, start, end }: FilePart): boolean | null {
    const { out } = this.#session;
    const at = start + this.#sentBytes;
    const length = readPiece(this.#fd, at, end);
    if (length === 0) return null;
    if (at === start) out.prepare(before);
    this.#sentBytes += length;
    if (at + length === end) {
      this.#part++;
      this.#sentBytes = 0;
    }
    return out.send(piece, 0, length);
  }
}

/**
 * Reads bytes into `piece`, and returns how many; 0 at the file's end, and when it cannot be read
 * further.
 */
function readPiece(fd: number, start: number, end: number): number {
  try {
    return readSync(fd, piece, 0, Math.min(piece.length, end - start), start);
  } catch {
    return 0;
  }
}
