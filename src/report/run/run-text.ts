import { Chalk, type ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import { formatBytes, formatCount, formatMs } from '../../lib/units.js';
import type { CheckResult, Fate, RunResult } from '../../model/run-result.js';
import { shown } from '../text/layout.js';

export interface TextOptions {
  readonly colour: boolean;
  /** Width to wrap at. */
  readonly columns: number;
}

/** A run for people: the verdict first, then what it rests on. Ends with a newline. */
export function renderRunText(run: RunResult, options: TextOptions): string {
  const result = shown(run);
  const paint = new Chalk({ level: options.colour ? 1 : 0 });
  const checks = result.checks.flatMap((check) => checkLines(check, paint, options.columns));
  const sections = [
    [headline(result, paint, options.columns), ...summary(result, paint, options.columns)],
    checks.length > 0 ? [paint.bold('Checks'), ...checks] : [],
    hasFates(result) ? [paint.bold('What became of every connection'), fateTable(result)] : [],
    result.plan.notes.map((note) => wrap(`Note: ${note}`, options.columns, 6)),
  ];
  const filled = sections.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Wrapped before it is painted: colour must not change where lines break. */
function headline(result: RunResult, paint: ChalkInstance, columns: number): string {
  const colour = { pass: paint.green, fail: paint.red, invalid: paint.yellow }[result.verdict];
  const word = result.verdict.toUpperCase();
  const untested = result.untested === '' ? '' : ` (${result.untested})`;
  const text = `${result.scenario}  ${word}${untested}${because(result)}${closed(result)}${tally(result)}`;
  return wrap(text, columns, 2)
    .replace(word, colour.bold(word))
    .replace(result.scenario, paint.bold(result.scenario));
}

/** `; 300 of 300 connections closed`: no pass is silent about it. */
function closed({ closes }: RunResult): string {
  if (closes.closed === 0) return '';
  return `; ${formatCount(closes.closed)} of ${formatCount(closes.established)} connections closed`;
}

/** `; 11 checks passed, 4 skipped`: what was not judged stands beside what was. */
function tally({ checks }: RunResult): string {
  const words = { pass: 'passed', warn: 'warned', fail: 'failed', skip: 'skipped' } as const;
  const parts = (Object.keys(words) as (keyof typeof words)[]).flatMap((status) => {
    const number = checks.filter((check) => check.status === status).length;
    return number === 0 ? [] : [`${number} ${words[status]}`];
  });
  return parts.length === 0 ? '' : `; checks: ${parts.join(', ')}`;
}

/** What the verdict rests on, where it is not a pass. */
function because({ checks, interrupted, verdict, why }: RunResult): string {
  const failed = checks.filter((check) => check.status === 'fail').map((check) => check.id);
  const cut = interrupted ? ' (interrupted)' : '';
  if (failed.length > 0 && verdict !== 'invalid') return `${cut}: ${failed.join(', ')}`;
  if (interrupted) return cut;
  return verdict === 'invalid' ? `: ${why}` : '';
}

function summary(result: RunResult, paint: ChalkInstance, columns: number): string[] {
  const rows: [string, string][] = [
    ['Trouble', result.trouble?.message ?? ''],
    ['Connections', connectionsLine(result)],
    ['Predicted', predictionLine(result)],
    ['Phases', phasesLine(result)],
    ['Flip', flipLine(result)],
    ['Commands', commandsLine(result)],
    ['Latency', latencyLine(result)],
    ['Closed', closedLine(result)],
    ['Memory', memoryLine(result)],
  ];
  return rows
    .filter(([, text]) => text !== '')
    .map(([title, text]) =>
      wrap(`${title.padEnd(12)} ${text}`, columns, 13).replace(title, paint.dim(title)),
    );
}

function connectionsLine({ connections, plan }: RunResult): string {
  const failed = Object.entries(connections.failed).filter(([, count]) => count > 0);
  const parts = [
    `${formatCount(connections.established)} of ${formatCount(connections.planned)} established`,
    `${formatCount(connections.peak)} at once${
      connections.kernelPeak === null
        ? ''
        : ` (the kernel counted ${formatCount(connections.kernelPeak)})`
    }`,
    failed.length === 0
      ? 'none failed'
      : `failed: ${failed.map(([why, count]) => `${formatCount(count)} ${why}`).join(', ')}`,
  ];
  if (connections.reconnected > 0) {
    parts.push(`${formatCount(connections.reconnected)} opened again after an orderly end`);
  }
  return `${parts.join(', ')}; to ${plan.entry}`;
}

function predictionLine({ prediction }: RunResult): string {
  if (!prediction) return '';
  if (prediction.max === null) return 'no limit found';
  const by = prediction.binding
    ? `, bound by ${prediction.binding.limit} of ${prediction.binding.hop}`
    : '';
  return `${formatCount(prediction.max)} at most${by}`;
}

function phasesLine({ phases }: RunResult): string {
  return phases.map((phase) => `${phase.name} ${formatMs(phase.endMs - phase.startMs)}`).join(', ');
}

function flipLine({ flip, markedDownMs, bounds }: RunResult): string {
  if (flip.onMs === null) return '';
  const seen =
    markedDownMs === null ? '' : `, marked down ${formatMs(markedDownMs - flip.onMs)} later`;
  const wait = bounds.waitMs === null ? 'no waiting timeout' : `W ${formatMs(bounds.waitMs)}`;
  return `backend ${flip.backend} at ${formatMs(flip.onMs)}${seen}; bounds: D ${formatMs(bounds.detectMs)}, ${wait}, C ${formatMs(bounds.closeMs)}, U ${formatMs(bounds.returnMs)}, with ${formatMs(bounds.lagMs)} for the tester's own lag`;
}

function commandsLine({ commands }: RunResult): string {
  return commands
    .map(
      ({ option, fault, durationMs }) => `${option} ${fault ?? 'done'} in ${formatMs(durationMs)}`,
    )
    .join(', ');
}

function latencyLine({ latency, latencyByPhase }: RunResult): string {
  if (!latency || latency.count === 0) return '';
  const { p50, p99, p999, max, count } = latency;
  const all = `p50 ${formatMs(p50)}, p99 ${formatMs(p99)}, p99.9 ${formatMs(p999)}, max ${formatMs(max)} over ${formatCount(count)} requests`;
  const phases = latencyByPhase.map(
    (phase) => `${phase.phase} ${formatMs(phase.p99)} / ${formatMs(phase.max)}`,
  );
  return phases.length === 0 ? all : `${all}; p99 / max: ${phases.join(', ')}`;
}

/** Closes of what was established, by the other side; silent closes make a reconnect storm. */
function closedLine({ closes, flip, plan }: RunResult): string {
  if (flip.onMs === null) return '';
  const { closed, established, byRst, announced, firstMs, lastMs } = closes;
  const all = `${formatCount(closed)} of ${formatCount(established)} established connections, tunnels apart`;
  if (firstMs === null || lastMs === null) return all;
  return `${all}, by ${plan.entry}: ${formatMs(firstMs)} to ${formatMs(lastMs)} after the flip, ${formatCount(closes.worst100Ms)} at most in 100 ms, ${formatCount(byRst)} by RST, ${formatCount(announced)} announced`;
}

function memoryLine({ memory }: RunResult): string {
  const own = Object.entries(memory.perConnection).map(
    ([box, bytes]) => `${box} ${formatBytes(bytes)}`,
  );
  const kernel =
    memory.kernelPerConnection === null
      ? []
      : [`kernel ${formatBytes(memory.kernelPerConnection)}`];
  const parts = [...own, ...kernel];
  return parts.length === 0 ? '' : `a connection: ${parts.join(', ')}`;
}

const MARK = { pass: '✔', fail: '✘', warn: '!', skip: '–' } as const;

function checkLines(check: CheckResult, paint: ChalkInstance, columns: number): string[] {
  const colour = { pass: paint.green, fail: paint.red, warn: paint.yellow, skip: paint.dim }[
    check.status
  ];
  const word = check.status === 'skip' ? `skipped: ${check.actual}` : check.actual;
  const first = wrap(`  ${MARK[check.status]} ${check.id.padEnd(18)} ${word}`, columns, 23);
  const lines = [first.replace(MARK[check.status], colour(MARK[check.status]))];
  if (check.status !== 'fail' && check.status !== 'warn') return lines;
  lines.push(wrap(`${' '.repeat(23)}expected: ${check.expected}`, columns, 23));
  if (check.blame) lines.push(wrap(`${' '.repeat(23)}blame: ${check.blame}`, columns, 23));
  for (const sample of check.samples) {
    lines.push(wrap(`${' '.repeat(23)}e.g. ${sample}`, columns, 23));
  }
  return lines;
}

/** An interrupted run may not have opened a single connection. */
function hasFates({ fates }: RunResult): boolean {
  return sum(Object.values(fates)) > 0;
}

/** Fates by session kind; a fate that befell nobody has no column. */
function fateTable(result: RunResult): string {
  const fates = (Object.keys(result.fates) as Fate[]).filter((fate) => result.fates[fate] > 0);
  const kinds = Object.entries(result.fatesByKind);
  const table = new Table({
    head: ['', ...fates, 'all'],
    colAligns: ['left', ...fates.map(() => 'right' as const), 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const [kind, row] of kinds) {
    const counts = fates.map((fate) => row?.[fate] ?? 0);
    table.push([kind, ...counts.map(cell), cell(sum(counts))]);
  }
  const totals = fates.map((fate) => result.fates[fate]);
  table.push(['all', ...totals.map(cell), cell(sum(totals))]);
  return table.toString();
}

function cell(count: number): string {
  return count === 0 ? '' : formatCount(count);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Breaks at spaces so that no line is longer than `columns`; later lines are indented. */
function wrap(text: string, columns: number, indent: number): string {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns);
    if (space <= indent) break;
    lines.push(rest.slice(0, space));
    rest = `${' '.repeat(indent)}${rest.slice(space + 1)}`;
  }
  return [...lines, rest].join('\n');
}
