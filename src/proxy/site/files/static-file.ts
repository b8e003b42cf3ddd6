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
  /** `max_ranges`: of more ranges than this the whole file is sent. */
  readonly maxRanges: number;
  /** add_header lines for a status. */
  fields(status: number): string;
}

/** The file is not to be sent: what to answer with instead, with these field lines. */
export interface NotSent {
  readonly status: 412 | 416;
  readonly fields: string;
}

/** Why a file could not be opened. */
export type Unopened = 'forbidden' | 'no-descriptor';

/** Answers with a regular file or parts of it, or with 304 where the client has it. */
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

/** What of a file is sent, with which status. */
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
  // A page that stands for an error has no date that one could ask by.
  const dated = how.status === 200;
  const modified = new Date(modifiedSeconds * 1000).toUTCString();
  request.answer.status = status;
  session.out.prepare(
    `${responseStart(statusText(status), serverToken(session))}${content}` +
      `${dated ? `Last-Modified: ${modified}\r\n` : ''}${connectionField(session, request)}` +
      `${etag === null ? '' : `ETag: ${etag}\r\n`}${how.fields(status)}${ranged}\r\n`,
  );
}

/** Paths hold one byte a character, whatever encoding the bytes are of. */
function toBytes(path: string): Buffer {
  return Buffer.from(path, 'latin1');
}
