import { accessSync, closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { connectionField, responseStart, serverToken } from '../http/answer.js';
import { DISCARD, type Exchange } from '../http/exchange.js';
import type { HttpRequest } from '../http/request.js';
import type { Session } from '../http/session.js';
import { statusText } from '../http/status-text.js';
import { conditionalStatus, etagOf } from './validators.js';

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

/** How a file is answered with. */
export interface FileAnswer {
  /** 200, or that of the error that the file is a page for. */
  readonly status: number;
  readonly type: string;
  readonly etag: boolean;
  /** add_header lines for a status. */
  fields(status: number): string;
}

/**
 * Answers with a regular file, or with 304 where the client has it. A number is the status to
 * answer with instead: it is not the file that was asked for. null = it cannot be opened.
 */
export function sendFile(
  session: Session,
  request: HttpRequest,
  path: string,
  { status: wanted, type, etag: hasEtag, fields }: FileAnswer,
): Exchange | 412 | null {
  let fd: number;
  try {
    fd = openSync(toBytes(path), 'r');
  } catch {
    return null;
  }
  const { size, mtime } = fstatSync(fd);
  const modifiedSeconds = Math.floor(mtime.getTime() / 1000);
  const etag = hasEtag ? etagOf(modifiedSeconds, size) : null;
  const status =
    wanted === 200 ? conditionalStatus(request.headers, { modifiedSeconds, etag }) : wanted;
  if (status === 412) {
    closeSync(fd);
    return 412;
  }
  // A page that stands for an error has no date that one could ask by.
  const dated = status === 200 || status === 304;
  const modified = dated ? `Last-Modified: ${mtime.toUTCString()}\r\n` : '';
  const content = status === 304 ? '' : `Content-Type: ${type}\r\nContent-Length: ${size}\r\n`;
  request.answer.status = status;
  session.out.prepare(
    `${responseStart(statusText(status), serverToken(session))}${content}${modified}` +
      `${connectionField(session, request)}` +
      `${etag === null ? '' : `ETag: ${etag}\r\n`}${fields(status)}\r\n`,
  );
  if (request.method === 'HEAD' || size === 0 || status === 304) {
    closeSync(fd);
    session.finish();
    return DISCARD;
  }
  const file = new FileExchange(session, fd, size);
  file.onClientDrain();
  return file;
}

/** A file on its way to a client: further pieces whenever the client has taken those before. */
class FileExchange implements Exchange {
  readonly #session: Session;
  readonly #fd: number;
  #remaining: number;

  constructor(session: Session, fd: number, size: number) {
    this.#session = session;
    this.#fd = fd;
    this.#remaining = size;
  }

  onBodyPiece(): void {}

  onBodyEnd(): void {}

  onClientDrain(): void {
    for (;;) {
      const length = readPiece(this.#fd, this.#remaining);
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

/** Bytes read into `piece`; 0 at the file's end, and where it cannot be read on. */
function readPiece(fd: number, mostBytes: number): number {
  try {
    return readSync(fd, piece, 0, Math.min(piece.length, mostBytes), null);
  } catch {
    return 0;
  }
}

/** Paths hold one byte a character, whatever encoding the bytes are of. */
function toBytes(path: string): Buffer {
  return Buffer.from(path, 'latin1');
}
