import { readFieldName } from './field-names.js';
import { HeaderList, MARKS } from './headers.js';

const COLON = 58;
const LF = 10;
const CR = 13;
const TAB = 9;
const SPACE = 32;
const DEL = 127;

// Filled anew for each head; a list gets copies of just the size it needs, for it may be held long.
const keys: string[] = [];
const marks: number[] = [];

/**
 * Reads the field lines of a head from `start` to its empty line. Returns null for what
 * RFC 9112 5 forbids: obs-fold, space before the colon, no colon, controls, an empty name.
 * @param dropped flags of odd names (UNDERSCORE, ODD) whose fields are left out.
 */
export function parseFieldLines(text: string, start: number, dropped: number): HeaderList | null {
  let fields = 0;
  let at = start;
  for (;;) {
    const lf = text.indexOf('\n', at);
    if (lf < 0) return null;
    const end = text.charCodeAt(lf - 1) === CR && lf > at ? lf - 1 : lf;
    if (end === at) {
      return new HeaderList(text, keys.slice(0, fields), marks.slice(0, fields * MARKS));
    }

    const name = readFieldName(text, at);
    const colon = name.end;
    if (colon === at || text.charCodeAt(colon) !== COLON) return null;
    let from = colon + 1;
    let to = end;
    while (from < to && isBlank(text.charCodeAt(from))) from++;
    while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
    if (holdsControls(text, from, to)) return null;
    if ((name.odd & dropped) === 0) {
      keys[fields] = name.key;
      marks[fields * MARKS] = at;
      marks[fields * MARKS + 1] = from;
      marks[fields * MARKS + 2] = to;
      fields++;
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
