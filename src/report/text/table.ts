import CliTable from 'cli-table3';
import type { Layout } from './layout.js';
import { painter } from './painter.js';
import { LEAST_ROOM, widthOf, wrap } from './wrap.js';

export interface Table {
  /** A heading for each column; left out = there is no heading. */
  readonly head?: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly aligns: readonly ('left' | 'right')[];
  /** The beginning of every line. */
  readonly indent?: string;
}

const GAP = '  ';
const RULES = [
  ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left'],
  ...['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
] as const;
const BATCH = 100;
const NO_RULES = {
  ...Object.fromEntries(RULES.map((name) => [name, ''])),
  middle: GAP,
};

/**
 * Aligned columns, two blanks between, no rules: readable in a log and on a terminal. If the last
 * column is text, it is wrapped. If that leaves it too little room, each row becomes a text.
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
  return columnLines(all, widths, aligns).map((line) => (line === '' ? line : indent + line));
}

/**
 * Rows in columns of these widths. cli-table3 needs time in proportion to the square of the number
 * of rows.
 */
function columnLines(rows: Table['rows'], widths: readonly number[], aligns: Table['aligns']) {
  const lines: string[] = [];
  for (let from = 0; from < rows.length; from += BATCH) {
    const table = new CliTable({
      chars: NO_RULES,
      style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
      colAligns: [...aligns],
      colWidths: [...widths],
    });
    const last = widths.length - 1;
    table.push(
      ...rows
        .slice(from, from + BATCH)
        .map((row) => row.map((cell, at) => (at < last ? cell : wrapped(cell, widths[at] ?? 0)))),
    );
    lines.push(
      ...table
        .toString()
        .split('\n')
        .map((line) => line.trimEnd()),
    );
  }
  return lines;
}

function wrapped(cell: string, width: number): string {
  return cell
    .split('\n')
    .map((line) => wrap(line, width))
    .join('\n');
}

/** A row without columns: its first cell is the title, and the heading names each of the others. */
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

function widestOf(rows: Table['rows'], column: number): number {
  const lines = rows.flatMap((row) => row[column]?.split('\n') ?? []);
  return lines.reduce((widest, line) => Math.max(widest, widthOf(line)), 0);
}

function longestWord(rows: Table['rows'], column: number): number {
  const words = rows.flatMap((row) => row[column]?.split(/[ \n]/) ?? []);
  return words.reduce((longest, word) => Math.max(longest, widthOf(word)), 0);
}
