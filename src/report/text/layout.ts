import { Chalk, type ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import { mapStrings } from '../../lib/map-strings.js';
import { printable } from '../../lib/printable.js';

/**
 * A result as it may be laid out: what a client, a server or a file brought along makes no line of
 * its own, and moves no cursor. Every renderer begins with it.
 */
export function shown<T>(result: T): T {
  return mapStrings(result, printable);
}

/** How text for people is laid out. */
export interface Layout {
  readonly colour: boolean;
  /** Width to wrap at. */
  readonly columns: number;
}

export function painter({ colour }: Layout): ChalkInstance {
  return new Chalk({ level: colour ? 1 : 0 });
}

/**
 * Words of a text in lines of at most `columns`, the lines after the first indented.
 * @param taken columns of the first line that something else has.
 */
export function wrapWords(text: string, columns: number, indent: string, taken = 0): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    const room = columns - (lines.length > 0 ? indent.length : taken);
    if (longer.length <= room || line === '') line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].join(`\n${indent}`);
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Columns in line, two spaces between, no rules: readable in a log as on a terminal. */
export function plainTable(
  rows: readonly (readonly string[])[],
  aligns: ('left' | 'right')[],
): string[] {
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: aligns,
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
