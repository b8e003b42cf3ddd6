import { TidegateError } from '../../../lib/errors.js';
import type { Place } from '../../../model/place.js';
import { Room } from '../../room.js';
import type { Word } from '../../word.js';
import { luaEnd } from './lua-end.js';

export type Token =
  | ({ readonly kind: 'word' } & Word)
  | { readonly kind: ';' | '{' | '}'; readonly place: Place };

/**
 * The longest word in bytes, with a quote at each end or the character after an unquoted word.
 * nginx reads a configuration through a buffer of this size (NGX_CONF_BUFFER), and a word has to
 * fit into it.
 */
const LONGEST_WORD = 4096;

const ESCAPE = /\\(["'\\trn])/g;
const CONTROL: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' };

const BYTE_ORDER_MARK = '\uFEFF';

/** A directive of OpenResty, `content_by_lua_block { ... }`, with Lua in its braces. */
const LUA_BLOCK = /_by_lua_block$/;

/**
 * Splits a configuration into words and marks by nginx's rules (ngx_conf_read_token): a quote opens
 * a string, and `#` a comment, only at the beginning of a word; a backslash keeps the next
 * character from ending the word; `${` does not open a block; `}` inside a word belongs to it.
 * Blocks of Lua are skipped.
 * @throws TidegateError CONFIG_QUOTE_UNCLOSED, CONFIG_BLOCK_UNCLOSED, CONFIG_MARK_UNEXPECTED,
 *   CONFIG_TOO_LARGE, CONFIG_WORD_TOO_LONG
 */
export function tokenize(text: string, file: string, room = new Room()): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let lineStart = 0;
  let at = 0;
  /** The first word since the last mark. */
  let name: string | null = null;
  const passOver = (source: string, from: number): void => {
    for (let next = source.indexOf('\n'); next !== -1; next = source.indexOf('\n', next + 1)) {
      line += 1;
      lineStart = from + next + 1;
    }
  };
  const place = (): Place => ({ file, line, column: at - lineStart + 1 });

  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '\n') {
      at += 1;
      line += 1;
      lineStart = at;
    } else if (isSpace(char) || (at === 0 && char === BYTE_ORDER_MARK)) {
      at += 1;
    } else if (char === '#') {
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end;
    } else if (char === ';' || char === '{' || char === '}') {
      const start = place();
      room.take(start);
      tokens.push({ kind: char, place: start });
      at += 1;
      if (char === '{' && LUA_BLOCK.test(name ?? '')) {
        const end = luaEnd(text, at);
        if (end === null) throw unclosedLua(start);
        passOver(text.slice(at, end), at);
        at = end;
        tokens.push({ kind: '}', place: place() });
        at += 1;
      }
      name = null;
    } else {
      const start = place();
      room.take(start);
      const quoted = char === '"' || char === "'";
      const end = quoted ? quotedEnd(text, at, start) : wordEnd(text, at);
      refuseLong(text, at, end, start);
      const raw = quoted ? text.slice(at + 1, end - 1) : text.slice(at, end);
      tokens.push({ kind: 'word', text: resolveEscapes(raw), quoted, place: start });
      name ??= raw;
      passOver(text.slice(at, end), at);
      at = end;
      if (quoted) at = afterQuote(text, at, place());
    }
  }
  return tokens;
}

function refuseLong(text: string, start: number, end: number, place: Place): void {
  const quoted = '"\''.includes(text.charAt(start));
  const longest = quoted ? LONGEST_WORD : LONGEST_WORD - 1;
  // A character has at most three bytes here.
  if ((end - start) * 3 <= longest) return;
  const bytes = Buffer.byteLength(text.slice(start, end));
  if (bytes <= longest) return;
  throw new TidegateError(
    'CONFIG_WORD_TOO_LONG',
    `this word has ${bytes} bytes, and at most ${longest} are allowed`,
    {
      place,
      hint: 'Split it: nginx refuses a longer one too, as "too long parameter".',
    },
  );
}

/** Offset after the closing quote. */
function quotedEnd(text: string, start: number, place: Place): number {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === quote) return at + 1;
  }
  throw new TidegateError(
    'CONFIG_QUOTE_UNCLOSED',
    `the string opened by ${quote} is never closed`,
    {
      place,
      hint: `Close it with ${quote}, or write \\${quote} where the quote itself is meant.`,
    },
  );
}

/** Offset after an unquoted word. */
function wordEnd(text: string, start: number): number {
  let afterDollar = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '{' && afterDollar) continue;
    afterDollar = char === '$';
    if (char === '\\') at += 1;
    else if (char === ';' || char === '{' || isSpace(char)) return at;
  }
  return text.length;
}

/**
 * nginx requires space, `;`, `{` or `)` after a closing quote; the `)`, which ends an `if`, is a
 * word.
 */
function afterQuote(text: string, at: number, place: Place): number {
  const char = text.charAt(at);
  if (char === '' || char === ';' || char === '{' || char === ')' || isSpace(char)) return at;
  throw new TidegateError('CONFIG_MARK_UNEXPECTED', `unexpected "${char}" after a closing quote`, {
    place,
    hint: 'Put a space or a semicolon there, or quote the whole argument.',
  });
}

function resolveEscapes(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(ESCAPE, (_, char: string) => CONTROL[char] ?? char);
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\n' || char === '\t' || char === '\r';
}

function unclosedLua(place: Place): TidegateError {
  return new TidegateError(
    'CONFIG_BLOCK_UNCLOSED',
    'the Lua block that begins here is never closed',
    {
      place,
      hint: 'Add the missing "}".',
    },
  );
}
