import { TidegateError } from '../../lib/errors.js';
import type { Place } from '../../model/place.js';
import type { Word } from '../nginx/syntax.js';
import { Room } from '../room.js';

/** The words of one line that has any. */
export type Line = readonly [keyword: Word, ...args: Word[]];

const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * Splits a configuration into lines of words by HAProxy's own rules (tools.c, parse_line; manual,
 * 2.2): `#` begins a comment anywhere outside quotes; quotes open and close within a word; a
 * backslash escapes everywhere but in single quotes; no line goes on in the next one.
 * @throws TidegateError CONFIG_UNCLOSED_QUOTE, CONFIG_ESCAPE, CONFIG_TOO_LARGE
 */
export function tokenizeLines(text: string, file: string): Line[] {
  const room = new Room();
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [keyword, ...args] = words(line, file, index + 1, room);
    return keyword ? [[keyword, ...args] as const] : [];
  });
}

const PLAIN_END = /[\s#"'\\]/;

function words(text: string, file: string, line: number, room: Room): Word[] {
  const found: Word[] = [];
  const place = (at: number): Place => ({ file, line, column: at + 1 });
  let at = 0;
  while (at < text.length && text[at] !== '#') {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const start = at;
    room.take(place(start));
    let word = '';
    let quoted = false;
    while (at < text.length && !/[\s#]/.test(text.charAt(at))) {
      const char = text.charAt(at);
      if (char === "'" || char === '"') {
        const inner = readQuoted(text, at, place(at));
        word += inner.text;
        at = inner.end;
        quoted = true;
      } else if (char === '\\') {
        const escaped = readEscape(text, at, place(at));
        word += escaped.text;
        at = escaped.end;
      } else {
        const length = text.slice(at + 1).search(PLAIN_END);
        const end = length === -1 ? text.length : at + 1 + length;
        word += text.slice(at, end);
        at = end;
      }
    }
    found.push({ text: word, quoted, place: place(start) });
  }
  return found;
}

interface Piece {
  readonly text: string;
  /** Offset just past it. */
  readonly end: number;
}

function readQuoted(text: string, start: number, place: Place): Piece {
  const quote = text.charAt(start);
  let inner = '';
  let at = start + 1;
  while (at < text.length && text[at] !== quote) {
    if (text[at] === '\\' && quote === '"') {
      const escaped = readEscape(text, at, place);
      inner += escaped.text;
      at = escaped.end;
    } else {
      inner += text.charAt(at);
      at += 1;
    }
  }
  if (at < text.length) return { text: inner, end: at + 1 };
  throw new TidegateError('CONFIG_UNCLOSED_QUOTE', 'the quote that begins here is not closed', {
    place,
    hint: `Close it with ${quote} on the same line.`,
  });
}

function readEscape(text: string, at: number, place: Place): Piece {
  const next = text.charAt(at + 1);
  if (next === 'x') {
    const hex = /^[0-9a-f]{2}/i.exec(text.slice(at + 2))?.[0];
    if (hex) return { text: String.fromCharCode(Number.parseInt(hex, 16)), end: at + 4 };
    throw new TidegateError('CONFIG_ESCAPE', 'a "\\x" without two hexadecimal digits', {
      place,
      hint: 'Write "\\\\x" for a backslash and an x.',
    });
  }
  if (next in CONTROL) return { text: CONTROL[next] ?? '', end: at + 2 };
  // Any other character keeps its backslash, as in a regular expression.
  const special = /[\s#"'\\$]/.test(next);
  return { text: special ? next : `\\${next}`, end: at + 2 };
}
