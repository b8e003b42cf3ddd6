/**
 * What moves a terminal's cursor, forges a line or turns the order of letters round: C0 and C1
 * controls, DEL, line and paragraph separators, invisible and directional marks (Unicode, "Bidirectional
 * Algorithm", 2.1).
 */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\0-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/**
 * How a line orders a CI runner about: GitHub's `::error::`, which a wrapped line may begin with, and
 * `##[error]` and `##vso[` anywhere. Its last character is the one to escape.
 */
const RUNNER_ORDER = /(?:^| ):(?=:[A-Za-z-]{3,40}(?:::| ))|#(?=#(?:\[|vso\[))/g;

/** Foreign text as it may be shown in one line: `\x1b` in place of ESC, `\u202e` in place of an override. */
export function printable(text: string): string {
  return text
    .replace(UNPRINTABLE, escaped)
    .replace(RUNNER_ORDER, (order) => order.slice(0, -1) + escaped(order.slice(-1)));
}

/** The same of a line that keeps its tabs, as the output of a program. */
export function printableLine(line: string): string {
  return line.split('\t').map(printable).join('\t');
}

/** Lines of ours that foreign words stand in, each ended by a line feed. */
export function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** The same of each line of a text, whose line feeds stay. */
export function printableLines(text: string): string {
  return text.replaceAll('\r\n', '\n').split('\n').map(printableLine).join('\n');
}

/**
 * JSON for a terminal as for a program: the same value, with what `JSON.stringify` leaves raw and a
 * terminal obeys (DEL, C1 controls, directional marks) escaped too. Ends with a line feed.
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
