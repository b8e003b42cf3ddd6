import { parseFieldLines } from './field-lines.js';
import type { HeaderList } from './headers.js';

export interface ResponseHead {
  readonly status: number;
  /** `200 OK`: the status line after the version, passed on as it stands. */
  readonly statusText: string;
  readonly minorVersion: 0 | 1;
  readonly headers: HeaderList;
}

const STATUS_LINE = /^HTTP\/1\.\d \d{3}(?: [^\0\r\n]*)?\r?\n/;
const ZERO = 48;
/** `HTTP/1.` */
const VERSION_AT = 7;
const STATUS_AT = 9;

/** Reads a whole response head; null when it is malformed. @param plain see `HeadReader`. */
export function parseResponseHead(text: string, plain = false): ResponseHead | null {
  if (!STATUS_LINE.test(text)) return null;
  const status = Number(text.slice(STATUS_AT, STATUS_AT + 3));
  if (status < 100) return null;
  const lineEnd = text.indexOf('\n');
  const headers = parseFieldLines(text, lineEnd + 1, 0, plain);
  if (headers === null) return null;
  return {
    status,
    statusText: text.slice(STATUS_AT, lineEnd).trimEnd(),
    minorVersion: text.charCodeAt(VERSION_AT) === ZERO ? 0 : 1,
    headers,
  };
}

/** Whether the server means to keep the connection. */
export function isPersistent({ minorVersion, headers }: ResponseHead): boolean {
  if (minorVersion !== 1) return false;
  if (headers.get('connection') === undefined) return true;
  return !headers.all('connection').some((field) => field.toLowerCase().includes('close'));
}
