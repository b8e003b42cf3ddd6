import { TidegateError } from '../../../lib/errors.js';
import type { Place } from '../../../model/place.js';
import { Room } from '../../room.js';
import type { ConditionalBlocks } from './conditional-blocks.js';
import {
  changeEnvironment,
  type Environment,
  expandAddress,
  expandAt,
  type HaproxyWord,
} from './environment.js';
import { refuseTemplate } from './template-mark.js';

/** The words of one line that is not empty. */
export type Line = readonly [keyword: HaproxyWord, ...args: HaproxyWord[]];

const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * Splits a configuration into lines of words by HAProxy's rules (tools.c, parse_line; manual, 2.2):
 * `#` begins a comment anywhere outside quotes; quotes open and close within a word; a backslash
 * escapes everywhere except in single quotes; no line continues in the next one. Variables are
 * expanded within double quotes, and in addresses; a variable that is not set stays as written.
 * @param blocks decide which lines are read; null = every line is
 * @throws TidegateError CONFIG_QUOTE_UNCLOSED, CONFIG_ESCAPE_BAD, CONFIG_VARIABLE_BAD,
 *   CONFIG_NOT_RENDERED, CONFIG_TOO_LARGE, CONFIG_CONDITION_BAD
 */
export function tokenizeLines(
  text: string,
  file: string,
  environment: Environment = {},
  blocks: ConditionalBlocks | null = null,
): Line[] {
  const current = { ...environment };
  const room = new Room();
  const bare = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const lines = bare.split(/\r?\n/).flatMap((line, index) => {
    refuseTemplate(line, (at) => ({ file, line: index + 1, column: at + 1 }));
    const [keyword, ...args] = words({
      text: line,
      file,
      line: index + 1,
      environment: current,
      room,
    });
    if (!keyword || blocks?.takes([keyword, ...args], current) === false) return [];
    changeEnvironment([keyword, ...args], current);
    const at = ADDRESS_AT[keyword.text];
    const expanded = args.map((word, n) =>
      n === at || args[n - 1]?.text === 'source' ? expandAddress(word, current) : word,
    );
    return [[keyword, ...expanded] as const];
  });
  blocks?.end();
  return lines;
}

/** HAProxy takes it for a part of the first word. */
export const BYTE_ORDER_MARK = '\ufeff';

/** Which argument of a keyword is an address. */
const ADDRESS_AT: Readonly<Record<string, number>> = {
  bind: 0,
  'dgram-bind': 0,
  dispatch: 0,
  source: 0,
  server: 1,
  'server-template': 2,
  peer: 1,
};

/** A line of a file. */
interface Written {
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly environment: Environment;
  readonly room: Room;
}

const PLAIN_END = /[\s#"'\\]/;

function words({ text, file, line, environment, room }: Written): HaproxyWord[] {
  const found: HaproxyWord[] = [];
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
    const unset: string[] = [];
    while (at < text.length && !/[\s#]/.test(text.charAt(at))) {
      const char = text.charAt(at);
      if (char === "'" || char === '"') {
        const inner = readQuoted(text, at, place(at), environment);
        word += inner.text;
        at = inner.end;
        unset.push(...inner.unset);
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
    found.push({ text: word, quoted, place: place(start), ...(unset.length > 0 && { unset }) });
  }
  return found;
}

interface Piece {
  readonly text: string;
  /** Offset after it. */
  readonly end: number;
}

function readQuoted(
  text: string,
  start: number,
  place: Place,
  environment: Environment,
): Piece & { readonly unset: readonly string[] } {
  const unset: string[] = [];
  const quote = text.charAt(start);
  let inner = '';
  let at = start + 1;
  while (at < text.length && text[at] !== quote) {
    if (text[at] === '\\' && quote === '"') {
      const escaped = readEscape(text, at, place);
      inner += escaped.text;
      at = escaped.end;
      continue;
    }
    if (text[at] === '$' && quote === '"') {
      const variable = expandAt(text, at, environment);
      if (!variable) throw noVariable({ ...place, column: place.column + at - start });
      inner += variable.text;
      at = variable.end;
      if (variable.unset) unset.push(variable.unset);
    } else {
      inner += text.charAt(at);
      at += 1;
    }
  }
  if (at < text.length) return { text: inner, end: at + 1, unset };
  throw new TidegateError('CONFIG_QUOTE_UNCLOSED', 'the quote that begins here is not closed', {
    place,
    hint: `Close it with ${quote} on the same line.`,
  });
}

/** HAProxy refuses it too: a first character that is not allowed, or a brace that is not closed. */
function noVariable(place: Place): TidegateError {
  return new TidegateError(
    'CONFIG_VARIABLE_BAD',
    'a "$" in double quotes that begins no variable',
    {
      place,
      hint: 'Write ${NAME}, with its closing brace, or \\$ for the character itself.',
    },
  );
}

function readEscape(text: string, at: number, place: Place): Piece {
  const next = text.charAt(at + 1);
  if (next === 'x') {
    const hex = /^[0-9a-f]{2}/i.exec(text.slice(at + 2))?.[0];
    if (hex) return { text: String.fromCharCode(Number.parseInt(hex, 16)), end: at + 4 };
    throw new TidegateError('CONFIG_ESCAPE_BAD', 'a "\\x" without two hexadecimal digits', {
      place,
      hint: 'Write "\\\\x" for a backslash and an x.',
    });
  }
  if (next in CONTROL) return { text: CONTROL[next] ?? '', end: at + 2 };
  // Every other character keeps its backslash, as in a regular expression.
  const special = /[\s#"'\\$]/.test(next);
  return { text: special ? next : `\\${next}`, end: at + 2 };
}
