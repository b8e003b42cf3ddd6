/** The JavaScript for an escape of PCRE, outside and inside of a character class. */
interface Escape {
  readonly outside: string;
  /** null = PCRE refuses it there, or JavaScript has no equivalent. */
  readonly inside: string | null;
}

const only = (outside: string): Escape => ({ outside, inside: null });
const both = (text: string): Escape => ({ outside: text, inside: text });
const set = (inside: string): Escape => ({ outside: `[${inside}]`, inside });

/**
 * Escapes that JavaScript lacks, and would read as the letter alone, or that have another meaning:
 * its `\s` includes the byte A0, which is half of a letter such as "à". (pcre2pattern,
 * "Backslash".)
 */
const ESCAPES: Readonly<Record<string, Escape>> = {
  A: only('^'),
  z: only('$'),
  Z: only('(?=\\n?$)'),
  a: both('\\x07'),
  e: both('\\x1b'),
  h: set('\\t \\xa0'),
  H: only('[^\\t \\xa0]'),
  v: set('\\n-\\r\\x85'),
  V: only('[^\\n-\\r\\x85]'),
  s: set(' \\t-\\r'),
  S: { outside: '[^ \\t-\\r]', inside: '\\x00-\\x08\\x0e-\\x1f!-\\uffff' },
  N: only('[^\\n]'),
  R: only('(?:\\r\\n|[\\n-\\r\\x85])'),
  B: only('\\B'),
};

/** Escapes with the same meaning in both languages. */
const SHARED = /^\\(?:[bdDfnrtwWc\d]|[^A-Za-z\d])$/;

/** Escapes that only PCRE has. */
const PCRE_ALONE = /^\\[CEGKPQXgkop]/;

/** `[:alpha:]` and similar classes for ASCII, as in the C locale. */
const POSIX: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: ' \\t-\\r',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

/** Everything that is written differently in JavaScript, and what marks the end of a character class. */
const TOKENS =
  /\\(?:x(?:\{[\da-fA-F]{1,6}\}|[\da-fA-F]{0,2})|[kg](?:\{-?\w{1,32}\}|'\w{1,32}'|<\w{1,32}>|\d{1,3})|[\s\S])|\[:\^?[a-z]{1,10}:\]|\[\^?\]?|\]|\(\?(?:P<|'\w{1,32}'|P=\w{1,32}\))|[.$]/g;

/**
 * Translates a regular expression of PCRE to JavaScript: groups named `(?P<name>` or `(?'name'`,
 * references to them, escapes, POSIX classes, and `$` in front of a last line feed.
 * @param lenient parts without an equivalent stay unchanged, and mean something else
 * @throws SyntaxError for what JavaScript would misread, and for escapes that PCRE does not have
 *   either
 */
export function fromPcre(pattern: string, lenient = false): string {
  let inside = false;
  return pattern.replace(TOKENS, (token) => {
    if (token.startsWith('\\')) return escapeOf(token, inside, lenient);
    if (token.startsWith('[:')) return posixClass(token, inside);
    if (token.startsWith('[') && !inside) {
      inside = true;
      // A bracket that closes nothing is a member of its class.
      return token.endsWith(']') ? `${token.slice(0, -1)}\\]` : token;
    }
    if (token.endsWith(']')) inside = false;
    return inside || token.endsWith(']') ? token : outsideOfClass(token);
  });
}

function outsideOfClass(token: string): string {
  if (token === '.') return '[^\\n]';
  if (token === '$') return '(?=\\n?$)';
  if (token === '(?P<') return '(?<';
  if (token.startsWith('(?P=')) return `\\k<${token.slice(4, -1)}>`;
  return `(?<${token.slice(3, -1)}>`;
}

function escapeOf(token: string, inside: boolean, lenient: boolean): string {
  if (SHARED.test(token)) return token;
  if (token.startsWith('\\x')) return byteOf(token);
  const [, letter = ''] = token;
  const known = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
  const written = known?.[inside ? 'inside' : 'outside'] ?? (inside ? null : reference(token));
  if (written !== null) return written;
  if (lenient && PCRE_ALONE.test(token)) return token;
  throw new SyntaxError(`Invalid escape: ${token}`);
}

/** `\x41`, `\x4`, `\x{41}`; above a byte no character can match it. */
function byteOf(token: string): string {
  const digits = token.replace(/[\\x{}]/g, '');
  const code = Number.parseInt(digits === '' ? '0' : digits, 16);
  if (code > 255) throw new SyntaxError(`Character beyond a byte: ${token}`);
  return `\\x${code.toString(16).padStart(2, '0')}`;
}

/** `\k<n>`, `\k'n'`, `\k{n}`, `\g{n}`, `\g1`, `\g{1}`; null = another kind. */
function reference(token: string): string | null {
  const name = token.slice(2).replace(/[{}<>']/g, '');
  if (/^[A-Za-z_]\w*$/.test(name)) return token.startsWith('\\g<') ? null : `\\k<${name}>`;
  return token.startsWith('\\g') && /^[1-9]\d*$/.test(name) ? `(?:\\${name})` : null;
}

function posixClass(token: string, inside: boolean): string {
  const name = token.slice(2, -2);
  const members = inside && Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
  if (members === undefined) throw new SyntaxError(`Unknown class: ${token}`);
  return members;
}
