import type { HeaderList } from '../../http/heads/headers.js';

/** What tells one state of a file from another. */
export interface Validators {
  /** Whole seconds since 1970. */
  readonly modifiedSeconds: number;
  /** With its quotes; null = `etag off`. */
  readonly etag: string | null;
}

/** nginx's: time and size in hexadecimal digits. */
export function etagOf(modifiedSeconds: number, sizeBytes: number): string {
  return `"${modifiedSeconds.toString(16)}-${sizeBytes.toString(16)}"`;
}

/**
 * What a file is answered with: the whole of it, or the status of a condition that says otherwise
 * (RFC 9110 13.2.2). As nginx has it, dates must be the very same (if_modified_since exact), and
 * where there are both, an entity tag does not outdo a date: both must be unchanged.
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
 * Whether the ranges asked for are of this very file: If-Range, if it stands there, names its tag or
 * its date (RFC 9110 13.1.5). What ends in a quote is a tag.
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

/** @param weak `W/` says nothing. */
function isAmong(etag: string | null, list: string, weak: boolean): boolean {
  if (list.trim() === '*') return true;
  if (etag === null) return false;
  return list.split(',').some((one) => {
    const text = one.trim();
    return text === etag || (weak && text === `W/${etag}`);
  });
}
