import { mapStrings } from '../../lib/map-strings.js';
import { printable, printableLines } from '../../lib/printable.js';

/** How text for people is laid out. */
export interface Layout {
  readonly colour: boolean;
  /** Width to wrap at. */
  readonly columns: number;
  /** Shown by a terminal, which obeys what it is shown; else a program may read it. */
  readonly terminal: boolean;
}

/** A result as text, its last line ended. The same result in the same layout is the same text. */
export type Renderer<T> = (result: T, layout: Layout) => string;

/**
 * A result as it may be laid out: what a client, a server or a file brought along makes no line of
 * its own, and moves no cursor. Every renderer for people begins with it.
 */
export function shown<T>(result: T): T {
  return mapStrings(result, printable);
}

/** The text of somebody's files: byte for byte for a program, and harmless on a terminal. */
export function asFile(text: string, { terminal }: Layout): string {
  return terminal ? printableLines(text) : text;
}

/** Sections with an empty line between them; one that has no lines is left out. */
export function sectionsText(sections: readonly (readonly string[])[]): string {
  const filled = sections.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
