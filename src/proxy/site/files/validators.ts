import type { HeaderList } from '../../http/heads/headers.js';

/** Distinguishes one state of a file from another. */
export interface Validators {
  /** Whole seconds since 1970. */
  readonly modifiedSeconds: number;
  /** With its quotes; null = `etag off`. */
  readonly etag: string | null;
}

/** As nginx: time and size in hexadecimal digits. */
export function etagOf(modifiedSeconds: number, sizeBytes: number): string {
  return `"${modifiedSeconds.toString(16)}-${sizeBytes.toString(16)}"`;
}

/**
 * The status for a file by the conditions of a request: the whole file, or what a condition demands
 * (RFC 9110 13.2.2). As in nginx, dates must be equal (if_modified_since exact), and an entity tag
 * does not take precedence over a date: if a request has both, both must be unchanged.
 */
export function conditionalStatus(headers: HeaderList, file: Validators): 200 | 304 | 412 {
  const since = headers.get('if-unmodified-since');
  if (since !== undefined && isModified(file.modifiedSeconds, since)) return 412;
  const match = headers.get('if-match');
  if (match !== undefined && !isAmong(file.etag, match, false)) return 412;
  const modifiedSince = headers.get('if-modified-since');
  const noneMatch = headers.get('if-none-match');
  if (modifiedSince === undefined && noneMatch === undefined) return 200;
  if (modifiedSince !== undefined && secondsOf(modifiedSince) !== file.modifiedSeconds) return 200;
  if (noneMatch !== undefined && !isAmong(file.etag, noneMatch, true)) return 200;
  return 304;
}

/**
 * Whether the requested ranges belong to this state of the file: If-Range, if present, gives its
 * tag or its date (RFC 9110 13.1.5). A value that ends in a quote is a tag.
 */
export function isRangeOf(headers: HeaderList, { modifiedSeconds, etag }: Validators): boolean {
  const named = headers.get('if-range');
  if (named === undefined) return true;
  if (named.length >= 2 && named.endsWith('"')) return named === etag;
  return secondsOf(named) === modifiedSeconds;
}

function isModified(modifiedSeconds: number, since: string): boolean {
  return !(secondsOf(since) >= modifiedSeconds);
}

function secondsOf(date: string): number {
  return Date.parse(date) / 1000;
}

/** @param weak `W/` is ignored */
function isAmong(etag: string | null, list: string, weak: boolean): boolean {
  if (list.trim() === '*') return true;
  if (etag === null) return false;
  return list.split(',').some((one) => {
    const text = one.trim();
    return text === etag || (weak && text === `W/${etag}`);
  });
}
