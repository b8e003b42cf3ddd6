import { accessSync, closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { connectionField, responseStart } from '../http/answer.js';
import { DISCARD, type Exchange } from '../http/exchange.js';
import type { HttpRequest } from '../http/request.js';
import type { Session } from '../http/session.js';
import { statusText } from '../http/status-text.js';

const piece = Buffer.allocUnsafeSlow(64 * 1024);

export type FileKind = 'file' | 'directory' | 'missing' | 'forbidden';

/** What stands at a path. Blocking, as in nginx: a stat is faster than a thread's hand-over. */
export function fileKind(path: string): FileKind {
  try {
    const stat = statSync(toBytes(path));
    if (stat.isDirectory()) return 'directory';
    return stat.isFile() ? 'file' : 'missing';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'forbidden' : 'missing';
  }
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(toBytes(path), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Answers with a regular file; null when it cannot be opened. */
export function sendFile(
  session: Session,
  request: HttpRequest,
  path: string,
  { status, type, fields }: { status: number; type: string; fields: string },
): Exchange | null {
  let fd: number;
  try {
    fd = openSync(toBytes(path), 'r');
  } catch {
    return null;
  }
  const { size, mtime } = fstatSync(fd);
  // A page that stands for an error is not one that could be asked for again.
  const modified = status === 200 ? `Last-Modified: ${mtime.toUTCString()}\r\n` : '';
  request.answer.status = status;
  session.out.prepare(
    `${responseStart(statusText(status))}Content-Type: ${type}\r\nContent-Length: ${size}\r\n` +
      `${modified}${connectionField(session, request)}${fields}\r\n`,
  );
  if (request.method === 'HEAD' || size === 0) {
    closeSync(fd);
    session.finish();
    return DISCARD;
  }
  const file = new FileExchange(session, fd, size);
  file.onClientDrain();
  return file;
}

/** A file on its way to a client, a piece whenever the client has taken the one before. */
class FileExchange implements Exchange {
  readonly #session: Session;
  readonly #fd: number;
  #remaining: number;

  constructor(session: Session, fd: number, size: number) {
    this.#session = session;
    this.#fd = fd;
    this.#remaining = size;
  }

  onPiece(): void {}

  onBodyEnd(): void {}

  onClientDrain(): void {
    for (;;) {
      const length = readSync(this.#fd, piece, 0, Math.min(piece.length, this.#remaining), null);
      this.#remaining -= length;
      const flushed = length > 0 && this.#session.out.send(piece, 0, length);
      if (length === 0 || this.#remaining === 0) break;
      if (!flushed) return;
    }
    closeSync(this.#fd);
    // A file that shrank meanwhile cannot keep its Content-Length.
    if (this.#remaining > 0) this.#session.cut(false);
    else this.#session.finish();
  }

  onClientGone(): void {
    closeSync(this.#fd);
  }
}

/** Paths hold one byte a character, whatever encoding the bytes are of. */
function toBytes(path: string): Buffer {
  return Buffer.from(path, 'latin1');
}
