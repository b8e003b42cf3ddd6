/**
 * Characters that move a terminal's cursor, begin a line or reverse the order of letters: C0 and C1
 * controls, DEL, line and paragraph separators, invisible and directional marks (Unicode,
 * "Bidirectional Algorithm", 2.1).
 */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\0-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/**
 * Commands to a CI runner in a line of output: GitHub's `::error::`, which a wrapped line may begin
 * with, and `##[error]` and `##vso[` anywhere. The last character of a match is the one to escape.
 */
const RUNNER_ORDER = /(?:^| ):(?=:[A-Za-z-]{3,40}(?:::| ))|#(?=#(?:\[|vso\[))/g;

/** Foreign text made safe for one line: `\x1b` instead of ESC, `\u202e` instead of an override. */
export function printable(text: string): string {
  return text
    .replace(UNPRINTABLE, escaped)
    .replace(RUNNER_ORDER, (order) => order.slice(0, -1) + escaped(order.slice(-1)));
}

/** The same for a line that keeps its tabs, such as a program's output. */
export function printableLine(line: string): string {
  return line.split('\t').map(printable).join('\t');
}

/** Lines that contain foreign text, each ended by a line feed. */
export function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** The same for each line of a text; its line feeds stay. */
export function printableLines(text: string): string {
  return text.replaceAll('\r\n', '\n').split('\n').map(printableLine).join('\n');
}

/**
 * JSON that is safe on a terminal: the same value, with characters escaped that `JSON.stringify`
 * leaves raw and a terminal obeys (DEL, C1 controls, directional marks). Ends with a line feed.
 */
export function jsonText(value: unknown, indent = 2): string {
  const text = JSON.stringify(value, null, indent);
  return `${text.replace(UNPRINTABLE, (character) => (character === '\n' ? character : `\\u${hex(character, 4)}`))}\n`;
}

function escaped(character: string): string {
  return character.charCodeAt(0) < 0x100 ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`;
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0');
}
