const NO_BREAK = '\u00a0';

// biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours, which take no columns
const COLOUR = /\x1b\[\d+m/g;

/** A figure and its unit, which are read as one word. */
const FIGURE = /(\d) (?=(?:us|ms|s|min|B|kB|MB|GB|TB|%)(?!\w))/g;

/** With less room than this beside a title, the text goes beneath it. */
export const LEAST_ROOM = 24;

/**
 * Letters and signs that a terminal gives two columns: East Asian Width wide and fullwidth, and the
 * emoji of the basic plane (Unicode 16). Those of the other planes are two units of a string.
 */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3040-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u261d\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26f9\u26fa\u26fd\u2705\u270a-\u270d\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55]/g;

/** How many columns a text needs on a terminal; a character of doubtful width counts as two. */
export function widthOf(text: string): number {
  return text.replace(COLOUR, '').replace(WIDE, '  ').length;
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
  for (const word of text.replace(FIGURE, `$1${NO_BREAK}`).split(' ')) {
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
