import { HeaderList } from './headers.js';

const COLON = 58;
const LF = 10;
const CR = 13;

/**
 * What a character means inside a field name: 0 makes the message malformed (controls, space,
 * colon), 1 is good, 2 is odd but harmless.
 */
const NAME_CLASS = new Uint8Array(256).map((_, code) => {
  if (code <= 0x20 || code === 0x7f || code === COLON) return 0;
  return /[a-z0-9-]/i.test(String.fromCharCode(code)) ? 1 : 2;
});

// CR may only stand before LF, and NUL nowhere: both have been used to smuggle requests.
const FORBIDDEN = /\0|\r(?!\n)/;

/**
 * - `drop`: a field whose name holds characters beyond letters, digits and `-` is left out, as
 *   nginx does with client headers (ignore_invalid_headers on, underscores_in_headers off).
 * - `keep`: it stays, as nginx does with upstream headers.
 */
export type OddNames = 'drop' | 'keep';

/**
 * Reads the field lines of a head from `start` to its empty line. Returns null for what
 * RFC 9112 5 forbids: obs-fold, space before the colon, no colon, bare CR, an empty name.
 */
export function parseFieldLines(text: string, start: number, odd: OddNames): HeaderList | null {
  if (FORBIDDEN.test(text)) return null;
  const headers = new HeaderList();
  let at = start;
  for (;;) {
    const lf = text.indexOf('\n', at);
    if (lf < 0) return null;
    const end = text.charCodeAt(lf - 1) === CR && lf > at ? lf - 1 : lf;
    if (end === at) return headers;

    let colon = at;
    let harmless = true;
    for (; colon < end; colon++) {
      const kind = NAME_CLASS[text.charCodeAt(colon)];
      if (kind === 0) break;
      if (kind === 2) harmless = false;
    }
    if (colon === at || colon === end || text.charCodeAt(colon) !== COLON) return null;

    if (harmless || odd === 'keep') {
      const name = text.slice(at, colon);
      headers.add(name, name.toLowerCase(), trimmed(text, colon + 1, end));
    }
    at = lf + 1;
  }
}

/** `text[start..end)` without the optional white space around it. */
function trimmed(text: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
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
