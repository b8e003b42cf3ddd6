import { readFieldName } from './field-names.js';
import { FIELD, HeaderList, NAME_AT, VALUE_AT, VALUE_END } from './headers.js';
import type { MessageHead } from './message-head.js';

const COLON = 58;
const LF = 10;
const CR = 13;
const TAB = 9;
const SPACE = 32;
const DEL = 127;

/** 1 = allowed in a value: any byte except controls other than the tab. */
const IN_VALUE = new Uint8Array(256).map((_, code) =>
  (code >= SPACE && code !== DEL) || code === TAB ? 1 : 0,
);

// Filled again for each head. A list gets a copy of the size it needs, because it may be kept long.
const fields: (string | number)[] = [];

/**
 * Reads the field lines of a head, from index `from` of its text to its empty line. Returns null
 * for what RFC 9112 5 forbids: obs-fold, space before the colon, no colon, controls, an empty name.
 * @param dropped flags of unusual names (UNDERSCORE, ODD) whose fields are left out
 */
export function parseFieldLines(
  head: MessageHead,
  from: number,
  dropped: number,
): HeaderList | null {
  const { text, bytes, start } = head;
  const end = start + text.length;
  let filled = 0;
  let seen = 0;
  let repeated = 0;
  for (let line = start + from; line < end; ) {
    if (isLineEnd(bytes, line)) {
      return new HeaderList(text, fields.slice(0, filled), repeated !== 0);
    }
    const name = readFieldName(head, line - start);
    const colon = start + name.end;
    if (colon === line || bytes[colon] !== COLON) return null;
    let valueAt = colon + 1;
    while (isBlank(bytes[valueAt] as number)) valueAt++;
    const lf = endOfValue(bytes, valueAt, end);
    if (lf < 0) return null;
    let valueEnd = lf > valueAt && bytes[lf - 1] === CR ? lf - 1 : lf;
    while (valueEnd > valueAt && isBlank(bytes[valueEnd - 1] as number)) valueEnd--;
    if ((name.odd & dropped) === 0) {
      fields[filled] = name.key;
      fields[filled + NAME_AT] = line - start;
      fields[filled + VALUE_AT] = valueAt - start;
      fields[filled + VALUE_END] = valueEnd - start;
      filled += FIELD;
      repeated |= seen & name.single;
      seen |= name.single;
    }
    line = lf + 1;
  }
  return null;
}

function isLineEnd(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] === LF);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/**
 * Index of the LF that ends the value; -1 = there is none, or the value contains a control. RFC
 * 9110 5.5 forbids controls; CR and NUL have been used to smuggle requests past readers that
 * interpret them differently.
 */
function endOfValue(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && IN_VALUE[bytes[at] as number] === 1) at++;
  if (bytes[at] === CR) at++;
  return at < end && bytes[at] === LF ? at : -1;
}

/** Length of the longest line, for comparison with nginx's limit of 8 kB for a line. */
export function longestLine(text: string): number {
  let longest = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) !== LF) continue;
    longest = Math.max(longest, at - start);
    start = at + 1;
  }
  return longest;
}
