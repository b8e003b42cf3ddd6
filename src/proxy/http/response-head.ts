import { parseFieldLines } from './field-lines.js';
import type { HeaderList } from './headers.js';

export interface ResponseHead {
  readonly status: number;
  /** `200 OK`: the status line after the version, passed on as it stands. */
  readonly statusText: string;
  readonly minorVersion: 0 | 1;
  readonly headers: HeaderList;
}

const STATUS_LINE = /^HTTP\/1\.(\d) ((\d{3})(?: [^\0\r\n]*)?)\r?\n/;

/** Reads a whole response head; null when it is malformed. */
export function parseResponseHead(text: string): ResponseHead | null {
  const match = STATUS_LINE.exec(text);
  if (match === null) return null;
  const status = Number(match[3]);
  if (status < 100) return null;
  const headers = parseFieldLines(text, match[0].length, 'keep');
  if (headers === null) return null;
  return {
    status,
    statusText: (match[2] ?? '').trimEnd(),
    minorVersion: match[1] === '0' ? 0 : 1,
    headers,
  };
}
