import type { HeaderList } from '../heads/headers.js';

/** How the body of a message ends (RFC 9112 6.3). */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  /** Responses only: the body ends with the connection. */
  | { readonly kind: 'until-close' };

export const NO_BODY: Framing = { kind: 'none' };
const CHUNKED: Framing = { kind: 'chunked' };
const UNTIL_CLOSE: Framing = { kind: 'until-close' };

const ZERO = 48;
/** So that the number stays exact; leading zeros do not count. */
const MAX_DIGITS = 15;

/**
 * Framing of a request's body, or the status to refuse it with: 400 for both lengths, several
 * lengths or a wrong one, chunked in HTTP/1.0; 501 for codings other than chunked.
 */
export function requestFraming(headers: HeaderList, minorVersion: number): Framing | 400 | 501 {
  const coding = headers.get('transfer-encoding');
  const length = headers.get('content-length');
  const bytes = length === undefined ? 0 : parseLength(length);
  if (bytes < 0 || headers.count('content-length') > 1) return 400;
  if (coding === undefined) return bytes === 0 ? NO_BODY : { kind: 'length', bytes };
  if (minorVersion === 0 || headers.count('transfer-encoding') > 1) return 400;
  if (coding.toLowerCase() !== 'chunked') return 501;
  return length === undefined ? CHUNKED : 400;
}

/** Framing of a response's body; null when its headers contradict each other. */
export function responseFraming(
  headers: HeaderList,
  status: number,
  method: string,
): Framing | null {
  const coding = headers.get('transfer-encoding');
  const length = headers.get('content-length');
  if (coding !== undefined && length !== undefined) return null;
  const bytes = length === undefined ? 0 : parseLength(length);
  if (bytes < 0 || (length !== undefined && !isOneLength(length, headers))) return null;
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return NO_BODY;
  if (coding !== undefined) {
    const plain = headers.count('transfer-encoding') === 1 && coding.toLowerCase() === 'chunked';
    return plain ? CHUNKED : null;
  }
  return length === undefined ? UNTIL_CLOSE : { kind: 'length', bytes };
}

/** -1 = it is not a length. */
function parseLength(text: string): number {
  if (text.length === 0) return -1;
  let first = 0;
  if (text.length > MAX_DIGITS) while (text.charCodeAt(first) === ZERO) first++;
  if (text.length - first > MAX_DIGITS) return -1;
  let bytes = 0;
  for (let at = first; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    bytes = bytes * 10 + digit;
  }
  return bytes;
}

/** A response may state its length in several fields if they agree. */
function isOneLength(length: string, headers: HeaderList): boolean {
  if (headers.count('content-length') === 1) return true;
  return headers.all('content-length').every((other) => other === length);
}
