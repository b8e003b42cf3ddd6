import type { ConfigFile, Edit, Finding, LintFix } from '../../model/lint.js';
import type { Place } from '../../model/place.js';
import { asFile, type Layout } from '../text/layout.js';
import { type LineChange, unifiedDiff } from './unified-diff.js';

/** The edits of findings as one unified diff, file after file. */
export function renderLintDiff({ findings, files }: LintFix, layout: Layout): string {
  // Two findings may ask for the same change: a zone, a split for a map.
  const edits = new Map(editsOf(findings).map((edit) => [JSON.stringify(edit), edit]));
  const diffs = changedFiles(findings).map((path) => {
    const file = files.get(path);
    const some = [...edits.values()].filter((edit) => startOf(edit).file === path);
    return file ? fileDiff(file, some) : '';
  });
  return asFile(diffs.join(''), layout);
}

/** The files that a diff of the findings needs, by their paths. */
export function changedFiles(findings: readonly Finding[]): string[] {
  return [...new Set(editsOf(findings).map((edit) => startOf(edit).file))].sort();
}

function editsOf(findings: readonly Finding[]): Edit[] {
  return findings.flatMap(({ edits = [] }) => edits);
}

/** Text in place of other text, by offsets. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function fileDiff({ name, text }: ConfigFile, edits: readonly Edit[]): string {
  const starts = lineStarts(text);
  const offset = ({ line, column }: Place) => (starts[line - 1] ?? text.length) + column - 1;
  const changes = edits
    .map((edit): Change => {
      const start = offset(startOf(edit));
      if (edit.kind === 'add') return { start, end: start, text: withLine(edit.text, text, start) };
      if (edit.kind === 'append') return behind(edit.text, text, start + 1);
      return { start, end: offset(edit.to), text: edit.text };
    })
    .sort((a, b) => a.start - b.start);
  return unifiedDiff(name, text, lineChanges(text, starts, apart(changes)));
}

function startOf(edit: Edit): Place {
  if (edit.kind === 'add') return edit.before;
  return edit.kind === 'append' ? edit.after : edit.from;
}

/**
 * On a line of its own, indented like the directive that follows, if that begins its line;
 * otherwise beside it.
 */
function withLine(directive: string, text: string, at: number): string {
  const indent = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^\s*$/.test(indent) ? `${directive}\n${indent}` : `${directive} `;
}

/** On a line of its own, indented like the line before, if only a comment follows there. */
function behind(directive: string, text: string, at: number): Change {
  const [rest = ''] = /[^\n]*/.exec(text.slice(at)) ?? [];
  if (!/^\s*(?:#.*)?$/.test(rest)) return { start: at, end: at, text: ` ${directive}` };
  const [indent = ''] = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1)) ?? [];
  const end = at + rest.length;
  return { start: end, end, text: `\n${indent}${directive}` };
}

/** Of overlapping changes, the first; the other is found again in the result. */
function apart(changes: readonly Change[]): Change[] {
  let end = 0;
  return changes.filter((change) => {
    if (change.start < end) return false;
    end = change.end;
    return true;
  });
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Whole lines; a line that several changes touch appears once. */
function lineChanges(
  text: string,
  starts: readonly number[],
  changes: readonly Change[],
): LineChange[] {
  const lineOf = (offset: number) => starts.findLastIndex((start) => start <= offset) + 1;
  const groups: { first: number; last: number; changes: Change[] }[] = [];
  for (const change of changes) {
    const [first, last] = [lineOf(change.start), lineOf(change.end)];
    const open = groups.at(-1);
    if (open && first <= open.last) {
      open.last = Math.max(open.last, last);
      open.changes.push(change);
    } else groups.push({ first, last, changes: [change] });
  }
  return groups.map(({ first, last, changes: some }) => {
    const begin = starts[first - 1] ?? 0;
    const stop = (starts[last] ?? text.length + 1) - 1;
    let [mended, at] = ['', begin];
    for (const { start, end, text: instead } of some) {
      mended += text.slice(at, start) + instead;
      at = end;
    }
    const lines = (mended + text.slice(at, stop)).split('\n');
    const before = text.slice(begin, stop).split('\n');
    // A line that a change has emptied is removed; one that was empty stays.
    const filled = before.includes('') ? lines : lines.filter((line) => line.trim() !== '');
    return trimmed({ first, last, lines: filled }, before);
  });
}

/** Without the unchanged lines at both ends, so that adding a directive removes none. */
function trimmed({ first, last, lines }: LineChange, before: readonly string[]): LineChange {
  const most = Math.min(lines.length, before.length);
  let head = 0;
  while (head < most && lines[head] === before[head]) head += 1;
  let tail = 0;
  while (tail < most - head && lines.at(-1 - tail) === before.at(-1 - tail)) tail += 1;
  return { first: first + head, last: last - tail, lines: lines.slice(head, lines.length - tail) };
}
