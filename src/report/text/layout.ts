import { Chalk, type ChalkInstance } from 'chalk';
import { mapStrings } from '../../lib/map-strings.js';
import { printable } from '../../lib/printable.js';

/** How text for people is laid out. */
export interface Layout {
  readonly colour: boolean;
  /** Width to wrap at. */
  readonly columns: number;
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

export function painter({ colour }: Layout): ChalkInstance {
  return new Chalk({ level: colour ? 1 : 0 });
}

/** Sections with an empty line between them; one that has no lines is left out. */
export function sectionsText(sections: readonly (readonly string[])[]): string {
  const filled = sections.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
