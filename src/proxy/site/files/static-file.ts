import { accessSync, closeSync, constants, fstatSync, openSync, statSync } from 'node:fs';
import { connectionField, responseStart, serverToken } from '../../http/answers/answer.js';
import { sayContinue } from '../../http/answers/sent-continue.js';
import { statusText } from '../../http/answers/status-text.js';
import type { HttpRequest } from '../../http/request/request.js';
import { DISCARD, type Exchange } from '../../http/sessions/exchange.js';
import type { Session } from '../../http/sessions/session.js';
import { FileExchange } from './file-exchange.js';
import { askedParts, type FileParts, NO_PARTS, wholeFile } from './file-parts.js';
import { conditionalStatus, etagOf, type Validators } from './validators.js';

export type FileKind = 'file' | 'directory' | 'missing' | 'forbidden';

/** What exists at a path. Blocking, as in nginx, because a stat is faster than passing it to a thread. */
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

/** The form of an answer with a file. */
export interface FileAnswer {
  /** 200, or the status of the error that the file is the page for. */
  readonly status: number;
  readonly type: string;
  readonly etag: boolean;
  /** `max_ranges`: if more ranges are requested, the whole file is sent. */
  readonly maxRanges: number;
  /** The add_header lines for a status. */
  fields(status: number): string;
}

/** The file is not sent: the status to answer with instead, and its field lines. */
export interface NotSent {
  readonly status: 412 | 416;
  readonly fields: string;
}

/** Why a file could not be opened. */
export type Unopened = 'forbidden' | 'no-descriptor';

/** Answers with a regular file or parts of it, or with 304 if the client has it. */
export function sendFile(
  session: Session,
  request: HttpRequest,
  path: string,
  how: FileAnswer,
): Exchange | NotSent | Unopened {
  let fd: number;
  try {
    fd = openSync(toBytes(path), 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EMFILE' || code === 'ENFILE' ? 'no-descriptor' : 'forbidden';
  }
  sayContinue(session, request);
  const { size, mtime } = fstatSync(fd);
  const modifiedSeconds = Math.floor(mtime.getTime() / 1000);
  const validators = { modifiedSeconds, etag: how.etag ? etagOf(modifiedSeconds, size) : null };
  const content = contentFor(request, how, validators, size);
  if (content.status === 412 || content.status === 416) {
    closeSync(fd);
    return { status: content.status, fields: content.ranged };
  }
  prepareHead(session, request, how, content, validators);
  if (request.method === 'HEAD' || content.parts.length === 0) {
    closeSync(fd);
    session.finish();
    return DISCARD;
  }
  const file = new FileExchange(session, fd, content);
  file.onClientDrain();
  return file;
}

interface Content extends FileParts {
  readonly status: number;
}

/** Which part of a file is sent, and with which status. */
function contentFor(
  { headers }: HttpRequest,
  { status, type, maxRanges }: FileAnswer,
  validators: Validators,
  sizeBytes: number,
): Content {
  if (status !== 200) return { status, ...wholeFile(type, sizeBytes) };
  const conditional = conditionalStatus(headers, validators);
  if (conditional !== 200) return { status: conditional, ...NO_PARTS };
  return askedParts(headers, validators, { type, sizeBytes, maxRanges });
}

function prepareHead(
  session: Session,
  request: HttpRequest,
  how: FileAnswer,
  { status, content, ranged }: Content,
  { modifiedSeconds, etag }: Validators,
): void {
  // A page for an error has no date to compare with.
  const dated = how.status === 200;
  const modified = new Date(modifiedSeconds * 1000).toUTCString();
  request.answer.status = status;
  session.out.prepare(
    `${responseStart(statusText(status), serverToken(session))}${content}` +
      `${dated ? `Last-Modified: ${modified}\r\n` : ''}${connectionField(session, request)}` +
      `${etag === null ? '' : `ETag: ${etag}\r\n`}${how.fields(status)}${ranged}\r\n`,
  );
}

/** Paths hold one byte a character, in whatever encoding the bytes are. */
function toBytes(path: string): Buffer {
  return Buffer.from(path, 'latin1');
}
