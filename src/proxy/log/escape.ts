const UNPRINTABLE = /[^ -~]/;
const EVERY_UNPRINTABLE = /[^ -~]/gu;

/**
 * A line that is safe in a log and on a terminal: every byte that is not printable ASCII is written
 * `\xHH`, so nothing that a client or a server sent can end a line or control a terminal. nginx's
 * error log keeps such bytes unchanged.
 * @param line one byte a character (latin1); a higher character stands for its UTF-8 bytes
 */
export function escapeLine(line: string): string {
  if (!UNPRINTABLE.test(line)) return line;
  return line.replace(EVERY_UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code <= 0xff ? escapeByte(code) : [...Buffer.from(character)].map(escapeByte).join('');
  });
}

/** Foreign text between quotes: a quote in it does not end it, and a backslash in it begins no escape. */
export function quoted(text: string): string {
  return `"${inQuotes(text)}"`;
}

/** The same without the quotes. */
export function inQuotes(text: string): string {
  return text.replace(/["\\]/g, (character) => escapeByte(character.charCodeAt(0)));
}

const BYTES = Array.from({ length: 256 }, (_, code) => escapeOf(code));

/** A byte as nginx's access log writes it: `\x0A`. */
export function escapeByte(code: number): string {
  return BYTES[code] ?? escapeOf(code);
}

function escapeOf(code: number): string {
  return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}
