import type { Layout } from './layout.js';
import { painter } from './painter.js';
import { LEAST_ROOM, widthOf, wrap } from './wrap.js';

export interface Table {
  /** A word for each column; left out = the rows speak for themselves. */
  readonly head?: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly aligns: readonly ('left' | 'right')[];
  /** Stands before every line. */
  readonly indent?: string;
}

const GAP = '  ';

/**
 * Columns in line, two blanks between, no rules: readable in a log as on a terminal. Where the last
 * column is text, it is wrapped. Where that leaves it too little room, each row becomes a text.
 */
export function tableLines(table: Table, layout: Layout): string[] {
  const { head, rows, aligns, indent = '' } = table;
  const paint = painter(layout);
  const all = head ? [head.map((word) => paint.dim(word)), ...rows] : rows;
  const widths = aligns.map((_, column) => widestOf(all, column));
  const last = aligns.length - 1;
  const taken = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, indent.length);
  const room = layout.columns - taken;
  if ((widths[last] ?? 0) > room) {
    const fits = aligns[last] === 'left' && room >= LEAST_ROOM && longestWord(all, last) <= room;
    if (!fits) return rows.map((row) => rowText(row, head, indent, layout));
    widths[last] = room;
  }
  return all.flatMap((row) => rowLines(row, widths, aligns).map((line) => indent + line));
}

function rowLines(
  row: readonly string[],
  widths: readonly number[],
  aligns: Table['aligns'],
): string[] {
  const last = row.length - 1;
  const cells = row.map((cell, column) => {
    const lines = cell.split('\n');
    return column < last ? lines : lines.flatMap((l) => wrap(l, widths[column] ?? 0).split('\n'));
  });
  const height = cells.reduce((most, lines) => Math.max(most, lines.length), 1);
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, column) => padded(lines[line] ?? '', widths[column] ?? 0, aligns[column]))
      .join(GAP)
      .trimEnd(),
  );
}

/** A row without columns: its first cell names it, and the head each of the others. */
function rowText(
  row: readonly string[],
  head: readonly string[] | undefined,
  indent: string,
  { columns }: Layout,
): string {
  const [name = '', ...cells] = row.map((cell) => cell.replaceAll('\n', ', '));
  const others = cells.flatMap((cell, index) => {
    const word = head?.[index + 1];
    return cell === '' ? [] : [word ? `${word} ${cell}` : cell];
  });
  const text = head ? `${name}: ${others.join(', ')}` : [name, ...others].join(GAP);
  return wrap(text, columns, indent, `${indent}  `);
}

function padded(cell: string, width: number, align: 'left' | 'right' | undefined): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return align === 'right' ? blanks + cell : cell + blanks;
}

function widestOf(rows: Table['rows'], column: number): number {
  const lines = rows.flatMap((row) => row[column]?.split('\n') ?? []);
  return lines.reduce((widest, line) => Math.max(widest, widthOf(line)), 0);
}

function longestWord(rows: Table['rows'], column: number): number {
  const words = rows.flatMap((row) => row[column]?.split(/[ \n]/) ?? []);
  return words.reduce((longest, word) => Math.max(longest, widthOf(word)), 0);
}
