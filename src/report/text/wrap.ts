const NO_BREAK = '\u00a0';

// biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours, which take no columns
const COLOUR = /\x1b\[\d+m/g;

/** With less room than this beside a title, the text goes beneath it. */
export const LEAST_ROOM = 24;

/** Columns that a text needs on a terminal. */
export function widthOf(text: string): number {
  return text.replace(COLOUR, '').length;
}

/** Words that stay on one line: a figure with its unit, a command to be copied. */
export function whole(text: string): string {
  return text.replaceAll(' ', NO_BREAK);
}

/**
 * The words of a text in lines of at most `columns`. A word longer than a line, such as a path or
 * what is `whole`, gets a line of its own and is not broken, because pieces of it could not be
 * copied.
 * @param first begins the first line, `rest` every other
 */
export function wrap(text: string, columns: number, first = '', rest = first): string {
  const lines: string[] = [];
  let line = first;
  let width = widthOf(first);
  let isEmpty = true;
  for (const word of text.split(' ')) {
    const wordWidth = widthOf(word);
    if (!isEmpty && width + 1 + wordWidth > columns) {
      lines.push(line);
      line = rest;
      width = widthOf(rest);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    width += isEmpty ? wordWidth : wordWidth + 1;
    isEmpty = isEmpty && word === '';
  }
  return [...lines, line].map((one) => one.trimEnd().replaceAll(NO_BREAK, ' ')).join('\n');
}

/**
 * A title and its text, which begins at column `at` of every line, or beneath the title if that
 * leaves too little room.
 */
export function titled(title: string, text: string, at: number, columns: number): string {
  const width = widthOf(title);
  if (columns - at < LEAST_ROOM) return wrap(`${whole(title)}  ${text}`, columns, '', '    ');
  return wrap(text, columns, `${title}${' '.repeat(Math.max(1, at - width))}`, ' '.repeat(at));
}

/** Beginning of lines that belong to a `titled` text. */
export function beneath(at: number, columns: number): string {
  return ' '.repeat(columns - at < LEAST_ROOM ? 4 : at);
}
