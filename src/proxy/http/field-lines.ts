import { readFieldName } from './field-names.js';
import { FIELD, HeaderList, NAME_AT, VALUE_AT, VALUE_END } from './headers.js';

const COLON = 58;
const LF = 10;
const CR = 13;
const TAB = 9;
const SPACE = 32;
const DEL = 127;

// Filled anew for each head; a list gets a copy of just the size it needs, for it may be held long.
const fields: (string | number)[] = [];

/**
 * Reads the field lines of a head from `start` to its empty line. Returns null for what
 * RFC 9112 5 forbids: obs-fold, space before the colon, no colon, controls, an empty name.
 * @param dropped flags of odd names (UNDERSCORE, ODD) whose fields are left out.
 * @param plain see `HeadReader`.
 */
export function parseFieldLines(
  text: string,
  start: number,
  dropped: number,
  plain = false,
): HeaderList | null {
  let filled = 0;
  let at = start;
  for (;;) {
    const lf = text.indexOf('\n', at);
    if (lf < 0) return null;
    const end = text.charCodeAt(lf - 1) === CR && lf > at ? lf - 1 : lf;
    if (end === at) return new HeaderList(text, fields.slice(0, filled));

    const name = readFieldName(text, at);
    const colon = name.end;
    if (colon === at || text.charCodeAt(colon) !== COLON) return null;
    let from = colon + 1;
    let to = end;
    while (from < to && isBlank(text.charCodeAt(from))) from++;
    while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
    if (!plain && holdsControls(text, from, to)) return null;
    if ((name.odd & dropped) === 0) {
      fields[filled] = name.key;
      fields[filled + NAME_AT] = at;
      fields[filled + VALUE_AT] = from;
      fields[filled + VALUE_END] = to;
      filled += FIELD;
    }
    at = lf + 1;
  }
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/**
 * RFC 9110 5.5 has no place for them in a value. CR and NUL have been used to smuggle requests
 * past those who read them otherwise.
 */
function holdsControls(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if ((code < SPACE && code !== TAB) || code === DEL) return true;
  }
  return false;
}

/** Length of the longest line, to hold it against nginx's 8 kB a line. */
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
