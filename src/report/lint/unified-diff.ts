/** Lines of a file and their replacement. */
export interface LineChange {
  /** From 1, both ends inclusive, so `last` is one less than `first` if nothing is removed. */
  readonly first: number;
  readonly last: number;
  readonly lines: readonly string[];
}

/** As many unchanged lines as `diff -u` shows. */
const CONTEXT = 3;
const NO_NEWLINE = '\\ No newline at end of file';

/**
 * A unified diff for `patch -p0`. The changes are known, so nothing is searched for.
 * @param changes ascending, no two of them on one line
 */
export function unifiedDiff(file: string, text: string, changes: readonly LineChange[]): string {
  const lines = text.split('\n');
  const ended = lines.at(-1) === '';
  if (ended) lines.pop();
  let shift = 0;
  const hunks = grouped(changes).map((group) => {
    const hunk = renderHunk(group, lines, shift, ended);
    for (const { first, last, lines: added } of group) shift += added.length - (last - first + 1);
    return hunk;
  });
  return hunks.length === 0 ? '' : [`--- ${file}`, `+++ ${file}`, ...hunks.flat(), ''].join('\n');
}

/** Changes whose contexts touch share a hunk. */
function grouped(changes: readonly LineChange[]): LineChange[][] {
  const groups: LineChange[][] = [];
  for (const change of changes) {
    const open = groups.at(-1);
    const before = open?.at(-1);
    if (open && before && change.first - before.last <= 2 * CONTEXT + 1) open.push(change);
    else groups.push([change]);
  }
  return groups;
}

function renderHunk(
  group: readonly LineChange[],
  lines: readonly string[],
  shift: number,
  ended: boolean,
): string[] {
  const from = Math.max(1, (group[0]?.first ?? 1) - CONTEXT);
  const to = Math.min(lines.length, (group.at(-1)?.last ?? 1) + CONTEXT);
  const body: string[] = [];
  const push = (mark: string, text: string, isLast: boolean) => {
    body.push(mark + text);
    if (isLast && !ended) body.push(NO_NEWLINE);
  };
  const keep = (first: number, last: number) => {
    for (let line = first; line <= last; line += 1) {
      push(' ', lines[line - 1] ?? '', line === lines.length);
    }
  };
  let next = from;
  let added = 0;
  for (const { first, last, lines: instead } of group) {
    keep(next, first - 1);
    for (let line = first; line <= last; line += 1) {
      push('-', lines[line - 1] ?? '', line === lines.length);
    }
    for (const [index, text] of instead.entries()) {
      push('+', text, last === lines.length && index === instead.length - 1);
    }
    added += instead.length - (last - first + 1);
    next = last + 1;
  }
  keep(next, to);
  const count = to - from + 1;
  return [`@@ -${from},${count} +${from + shift},${count + added} @@`, ...body];
}
