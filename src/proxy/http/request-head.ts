import { longestLine, parseFieldLines } from './field-lines.js';
import { USUAL_HEADS } from './head-rules.js';
import type { HeaderList } from './headers.js';

export interface RequestHead {
  readonly method: string;
  /** The request target as sent, absolute form included. */
  readonly target: string;
  /** 0 for HTTP/1.0, 1 for HTTP/1.1 and any later 1.x. */
  readonly minorVersion: 0 | 1;
  readonly headers: HeaderList;
}

/**
 * Why a head is refused: an HTTP status, or 494, nginx's own number for "400 Request Header Or
 * Cookie Too Large".
 */
export type HeadError = 400 | 414 | 494 | 505;

const SPACE = 32;
const DEL = 127;
const VERSION = /^HTTP\/(\d)\.(\d{1,3}) *$/;

/**
 * Reads a whole request head. Lines may end in LF alone, as nginx takes them.
 * @param plain see `HeadReader`.
 */
export function parseRequestHead(
  text: string,
  rules = USUAL_HEADS,
  plain = false,
): RequestHead | HeadError {
  const lf = text.indexOf('\n');
  const end = text.charCodeAt(lf - 1) === 13 ? lf - 1 : lf;
  if (end > rules.maxLineBytes) return 414;

  let methodEnd = 0;
  while (isMethodLetter(text.charCodeAt(methodEnd))) methodEnd++;
  const targetStart = afterSpaces(text, methodEnd);
  let targetEnd = targetStart;
  while (isTargetCharacter(text.charCodeAt(targetEnd))) targetEnd++;
  const versionStart = afterSpaces(text, targetEnd);
  if (methodEnd === 0 || targetStart === methodEnd) return 400;
  if (targetEnd === targetStart || versionStart === targetEnd) return 400;

  const minorVersion = parseVersion(text.slice(versionStart, end));
  if (minorVersion === 400 || minorVersion === 505) return minorVersion;
  const { maxLineBytes } = rules;
  if (text.length > maxLineBytes && longestLine(text) > maxLineBytes) return 494;

  const headers = parseFieldLines(text, lf + 1, rules.droppedNames, plain);
  if (headers === null) return 400;
  const target = text.slice(targetStart, targetEnd);
  return { method: text.slice(0, methodEnd), target, minorVersion, headers };
}

/** Several spaces are taken for one, as nginx takes them (RFC 9112 3). */
function afterSpaces(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

/** As nginx takes methods: capitals, `_` and `-`. */
function isMethodLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || code === 95 || code === 45;
}

/** False past the end of the text, too. */
function isTargetCharacter(code: number): boolean {
  return code > SPACE && code !== DEL;
}

function parseVersion(text: string): 0 | 1 | 400 | 505 {
  if (text === 'HTTP/1.1') return 1;
  if (text === 'HTTP/1.0') return 0;
  const match = VERSION.exec(text);
  if (match === null || match[1] === '0') return 400;
  return match[1] === '1' ? 1 : 505;
}
