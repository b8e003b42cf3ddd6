import { mapStrings } from '../../lib/text/map-strings.js';
import { printable, printableLines } from '../../lib/text/printable.js';

/** How text is laid out. */
export interface Layout {
  readonly colour: boolean;
  /** Width to wrap at. */
  readonly columns: number;
  /** Whether a terminal shows it and obeys control characters; otherwise a program may read it. */
  readonly terminal: boolean;
}

/**
 * Renders a result as text that ends with a line feed. The same result in the same layout gives the
 * same text.
 */
export type Renderer<T> = (result: T, layout: Layout) => string;

/**
 * A result that is safe to lay out: text from a client, a server or a file begins no line and moves
 * no cursor. Every text renderer begins with it.
 */
export function shown<T>(result: T): T {
  return mapStrings(result, printable);
}

/** The text of a user's files: byte for byte for a program, escaped on a terminal. */
export function asFile(text: string, { terminal }: Layout): string {
  return terminal ? printableLines(text) : text;
}

/** Sections with an empty line between them; one without lines is left out. */
export function sectionsText(sections: readonly (readonly string[])[]): string {
  const filled = sections.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
