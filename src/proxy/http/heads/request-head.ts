import { longestLine, parseFieldLines } from './field-lines.js';
import { USUAL_HEADS } from './head-rules.js';
import type { HeaderList } from './headers.js';
import type { MessageHead } from './message-head.js';
import { isAbsoluteForm } from './uri.js';

export interface RequestHead {
  readonly method: string;
  /** The request target as sent, absolute form included. */
  readonly target: string;
  /** It begins with a slash, and its path needs no decoding, merging or resolving. */
  readonly simple: boolean;
  /** 0 for HTTP/1.0, 1 for HTTP/1.1 and any later 1.x. */
  readonly minorVersion: 0 | 1;
  /** The first line as sent; null = it is method, target and version with one space between. */
  readonly oddLine: string | null;
  readonly headers: HeaderList;
}

/**
 * Why a head is refused: an HTTP status, or 494, nginx's internal number for "400 Request Header Or
 * Cookie Too Large".
 */
export type HeadError = 400 | 414 | 494 | 505;

const LF = 10;
const CR = 13;
const SPACE = 32;
const HASH = 35;
const SLASH = 47;
const ZERO = 48;
const QUESTION_MARK = 63;
const USUAL_VERSION = 'HTTP/1.1';
const VERSION = /^HTTP\/1\.0*(\d{1,3}) *$/;
/** Version 2 and later, whatever follows. */
const LATER_VERSION = /^HTTP\/(?:1\d|[2-9])/;

/** Kinds of bytes in a target. A byte without a kind ends it. */
const ORDINARY = 1;
/** The path is not simple; see `RequestHead`. */
const TELLING = 2;
/** The path is not simple if the byte follows a slash. */
const TELLING_AFTER_SLASH = 3;
const TARGET_BYTES = new Uint8Array(256).map((_, byte) => {
  if (byte <= SPACE || byte === 127) return 0;
  const character = String.fromCharCode(byte);
  if ('%#'.includes(character)) return TELLING;
  return '../'.includes(character) ? TELLING_AFTER_SLASH : ORDINARY;
});

/** Reads a whole request head. Lines may end in LF alone, as in nginx. */
export function parseRequestHead(head: MessageHead, rules = USUAL_HEADS): RequestHead | HeadError {
  const { text, bytes, start } = head;
  const { maxLineBytes } = rules;
  let methodEnd = 0;
  while (isMethodLetter(bytes[start + methodEnd] as number)) methodEnd++;
  const targetStart = afterSpaces(head, methodEnd);
  const { end: targetEnd, simple } = readTarget(head, targetStart);
  // No letter of a method, no space and no byte of a target is an LF, so this is the first.
  let lf = targetEnd;
  while (lf < text.length && bytes[start + lf] !== LF) lf++;
  const end = bytes[start + lf - 1] === CR ? lf - 1 : lf;
  if (end > maxLineBytes) return 414;
  const versionStart = afterSpaces(head, targetEnd);
  if (methodEnd === 0 || targetStart === methodEnd) return 400;
  if (targetEnd === targetStart || versionStart === targetEnd) return 400;

  // Checked before the version, because nginx refuses what it meets first.
  const slashed = bytes[start + targetStart] === SLASH;
  if (!slashed && !isAbsoluteForm(text.slice(targetStart, targetEnd))) return 400;
  const minorVersion = parseVersion(text, versionStart, end);
  if (minorVersion === 400 || minorVersion === 505) return minorVersion;
  if (text.length > maxLineBytes && longestLine(text) > maxLineBytes) return 494;

  const headers = parseFieldLines(head, lf + 1, rules.droppedNames);
  if (headers === null) return 400;
  const target = text.slice(targetStart, targetEnd);
  const plain =
    slashed &&
    end === methodEnd + target.length + USUAL_VERSION.length + 2 &&
    bytes[start + end - 1] === ZERO + minorVersion;
  const oddLine = plain ? null : text.slice(0, end);
  return { method: methodOf(text, methodEnd), target, simple, minorVersion, oddLine, headers };
}

/** Several spaces count as one, as in nginx (RFC 9112 3). */
function afterSpaces({ bytes, start }: MessageHead, from: number): number {
  let at = from;
  while (bytes[start + at] === SPACE) at++;
  return at;
}

/** Letters of methods as in nginx: capitals, `_` and `-`. */
function isMethodLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || code === 95 || code === 45;
}

/** Common methods are known and need not be cut out. */
function methodOf(text: string, end: number): string {
  return end === 3 && text.startsWith('GET') ? 'GET' : text.slice(0, end);
}

/** What `readTarget` found: the index after the target, and whether it is simple. */
const found = { end: 0, simple: true };

/** Reads the target that begins at `from`; the result is valid until the next call. */
function readTarget({ bytes, start }: MessageHead, from: number): typeof found {
  let simple = bytes[start + from] === SLASH;
  let inPath = true;
  let at = start + from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    const kind = TARGET_BYTES[byte];
    if (kind === 0) break;
    if (kind === ORDINARY) inPath &&= byte !== QUESTION_MARK;
    else if (!inPath) simple &&= byte !== HASH;
    else if (kind === TELLING || bytes[at - 1] === SLASH) simple = false;
  }
  found.end = at - start;
  found.simple = simple;
  return found;
}

function parseVersion(text: string, start: number, end: number): 0 | 1 | 400 | 505 {
  if (end - start === USUAL_VERSION.length && text.startsWith(USUAL_VERSION, start)) return 1;
  const version = text.slice(start, end);
  const match = VERSION.exec(version);
  if (match === null) return LATER_VERSION.test(version) ? 505 : 400;
  return Number(match[1]) === 0 ? 0 : 1;
}
