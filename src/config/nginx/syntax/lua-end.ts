/**
 * Offset of the brace that ends a block of Lua; null = there is none. Braces in strings, long
 * brackets and comments do not count.
 * @param start offset after the opening brace. Source: Lua 5.1 reference manual, 2.1 lexical
 *   conventions.
 */
export function luaEnd(text: string, start: number): number | null {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
    else if (char === '"' || char === "'") at = stringEnd(text, at, char);
    else if (char === '[') at = longEnd(text, at) ?? at;
    else if (char === '-' && text.charAt(at + 1) === '-') at = commentEnd(text, at + 2);
    if (depth === 0) return at;
  }
  return null;
}

/** Offset of the quote that closes a string. */
function stringEnd(text: string, open: number, quote: string): number {
  for (let at = open + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === quote) return at;
  }
  return text.length;
}

/** Offset of the last character of `[[ ... ]]` or `[==[ ... ]==]`; null = none begins here. */
function longEnd(text: string, open: number): number | null {
  let at = open + 1;
  while (text.charAt(at) === '=') at += 1;
  if (text.charAt(at) !== '[') return null;
  const close = `]${'='.repeat(at - open - 1)}]`;
  const end = text.indexOf(close, at + 1);
  return end === -1 ? text.length : end + close.length - 1;
}

/** Offset of the last character of a comment, which may be a long bracket. */
function commentEnd(text: string, after: number): number {
  const long = text.charAt(after) === '[' ? longEnd(text, after) : null;
  if (long !== null) return long;
  const end = text.indexOf('\n', after);
  return end === -1 ? text.length : end;
}
