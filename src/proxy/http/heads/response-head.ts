import { parseFieldLines } from './field-lines.js';
import type { HeaderList } from './headers.js';
import type { MessageHead } from './message-head.js';

export interface ResponseHead {
  readonly status: number;
  /** `200 OK`: the status line after the version, passed on unchanged, with spaces at its end. */
  readonly statusText: string;
  readonly minorVersion: 0 | 1;
  readonly headers: HeaderList;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;
const START = 'HTTP/1.';
/** Positions in `HTTP/1.1 200 OK`. */
const MINOR_AT = 7;
const STATUS_AT = 9;
const REASON_AT = 12;

/** Reads a whole response head; null when it is malformed. */
export function parseResponseHead(head: MessageHead): ResponseHead | null {
  const { text, bytes, start } = head;
  if (!text.startsWith(START)) return null;
  const minor = bytes[start + MINOR_AT] as number;
  if (!isDigit(minor) || bytes[start + STATUS_AT - 1] !== SPACE) return null;
  let status = 0;
  for (let at = STATUS_AT; at < REASON_AT; at++) {
    const digit = bytes[start + at] as number;
    if (!isDigit(digit)) return null;
    status = status * 10 + digit - ZERO;
  }
  const lineEnd = endOfReason(head);
  if (lineEnd < 0 || status < 100) return null;
  const headers = parseFieldLines(head, lineEnd + 1, 0);
  if (headers === null) return null;
  return {
    status,
    statusText: text.slice(STATUS_AT, bytes[start + lineEnd - 1] === CR ? lineEnd - 1 : lineEnd),
    minorVersion: minor === ZERO ? 0 : 1,
    headers,
  };
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

/**
 * Index of the LF that ends the status line; -1 = the line does not end correctly. A reason, also
 * an empty one, follows a space; without a reason no space is needed.
 */
function endOfReason({ text, bytes, start }: MessageHead): number {
  let at = REASON_AT;
  if (bytes[start + at] === SPACE) {
    while (at < text.length && !endsReason(bytes[start + at] as number)) at++;
  }
  if (bytes[start + at] === CR) at++;
  return bytes[start + at] === LF ? at : -1;
}

function endsReason(byte: number): boolean {
  return byte === LF || byte === CR || byte === 0;
}

/** Whether the server intends to keep the connection. */
export function isPersistent({ minorVersion, headers }: ResponseHead): boolean {
  if (minorVersion !== 1) return false;
  if (headers.get('connection') === undefined) return true;
  return !headers.all('connection').some((field) => field.toLowerCase().includes('close'));
}
