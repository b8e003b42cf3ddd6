import { formatCount } from '../../lib/units.js';
import type { Fate, RunResult } from '../../model/run-result.js';
import type { Layout } from '../text/layout.js';
import { tableLines } from '../text/table.js';

/** Fates by session kind; a fate without connections has no column. */
export function fateLines({ fates, fatesByKind }: RunResult, layout: Layout): string[] {
  const seen = (Object.keys(fates) as Fate[]).filter((fate) => fates[fate] > 0);
  // An interrupted run may not have opened a single connection.
  if (seen.length === 0) return [];
  const row = (name: string, counts: Partial<Record<Fate, number>>): string[] => {
    const cells = seen.map((fate) => counts[fate] ?? 0);
    return [name, ...cells.map(cell), cell(sum(cells))];
  };
  return tableLines(
    {
      head: ['', ...seen, 'all'],
      rows: [
        ...Object.entries(fatesByKind).map(([kind, counts]) => row(kind, counts)),
        row('all', fates),
      ],
      aligns: ['left', ...seen.map(() => 'right' as const), 'right'],
      indent: '  ',
    },
    layout,
  );
}

function cell(count: number): string {
  return count === 0 ? '' : formatCount(count);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
