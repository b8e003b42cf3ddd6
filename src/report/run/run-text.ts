import { formatCount } from '../../lib/units.js';
import type { RunResult } from '../../model/run-result.js';
import { type Layout, sectionsText, shown } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { wrap } from '../text/wrap.js';
import { checkLines } from './run-checks.js';
import { fateLines } from './run-fates.js';
import { summaryLines } from './run-summary.js';

/** The text of a run: the verdict first, then its reasons. */
export function renderRunText(run: RunResult, layout: Layout): string {
  const result = shown(run);
  const paint = painter(layout);
  const checks = result.checks.flatMap((check) => checkLines(check, layout));
  const fates = fateLines(result, layout);
  return sectionsText([
    [headline(result, layout), ...summaryLines(result, layout)],
    checks.length > 0 ? [paint.bold('Checks'), ...checks] : [],
    fates.length > 0 ? [paint.bold('What became of every connection'), ...fates] : [],
    result.plan.notes.map((note) => wrap(note, layout.columns, 'Note: ', '      ')),
  ]);
}

function headline(result: RunResult, layout: Layout): string {
  const paint = painter(layout);
  const { scenario, verdict, untested } = result;
  const colour = { pass: paint.green, fail: paint.red, invalid: paint.yellow }[verdict];
  const verdictWord = colour.bold(verdict.toUpperCase());
  const limits = untested === '' ? '' : ` (${untested})`;
  const reasons = `${because(result)}${closed(result)}${tally(result)}`;
  const text = `${paint.bold(scenario)}  ${verdictWord}${limits}${reasons}`;
  return wrap(text, layout.columns, '', '  ');
}

/** `; 300 of 300 connections closed`: also printed with a pass. */
function closed({ closes }: RunResult): string {
  if (closes.closed === 0) return '';
  return `; ${formatCount(closes.closed)} of ${formatCount(closes.established)} connections closed`;
}

/** `; 11 checks passed, 4 skipped`: skipped checks are counted beside the others. */
function tally({ checks }: RunResult): string {
  const words = { pass: 'passed', warn: 'warned', fail: 'failed', skip: 'skipped' } as const;
  const parts = (Object.keys(words) as (keyof typeof words)[]).flatMap((status) => {
    const number = checks.filter((check) => check.status === status).length;
    return number === 0 ? [] : [`${number} ${words[status]}`];
  });
  return parts.length === 0 ? '' : `; checks: ${parts.join(', ')}`;
}

/** The reasons of a verdict that is not a pass. */
function because({ checks, interrupted, verdict, why }: RunResult): string {
  const failed = checks.filter((check) => check.status === 'fail').map((check) => check.id);
  const cut = interrupted ? ' (interrupted)' : '';
  if (failed.length > 0 && verdict !== 'invalid') return `${cut}: ${failed.join(', ')}`;
  if (interrupted) return cut;
  return verdict === 'invalid' ? `: ${why}` : '';
}
