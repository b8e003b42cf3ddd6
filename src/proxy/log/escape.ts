const UNPRINTABLE = /[^ -~]/;
const EVERY_UNPRINTABLE = /[^ -~]/gu;

/**
 * A line as it may stand in a log and on a terminal: whatever is no printable ASCII is written
 * `\xHH` byte by byte, so that nothing that a client or a server sent ends a line, or means
 * anything to a terminal. nginx's error log has such bytes as they came.
 * @param line one byte a character (latin1); a character past them stands for its UTF-8.
 */
export function escapeLine(line: string): string {
  if (!UNPRINTABLE.test(line)) return line;
  return line.replace(EVERY_UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code <= 0xff ? escapeByte(code) : [...Buffer.from(character)].map(escapeByte).join('');
  });
}

/**
 * A text of somebody else's between quotes: a quote in it does not end it, and a backslash in it
 * begins no escape.
 */
export function quoted(text: string): string {
  return `"${inQuotes(text)}"`;
}

/** The same without the quotes. */
export function inQuotes(text: string): string {
  return text.replace(/["\\]/g, (character) => escapeByte(character.charCodeAt(0)));
}

const BYTES = Array.from({ length: 256 }, (_, code) => escapeOf(code));

/** As nginx's access log writes a byte: `\x0A`. */
export function escapeByte(code: number): string {
  return BYTES[code] ?? escapeOf(code);
}

function escapeOf(code: number): string {
  return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}
