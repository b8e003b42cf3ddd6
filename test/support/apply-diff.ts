/** A text after its unified diff, of one file, has been applied. */
export function applyDiff(text: string, diff: string): string {
  const before = text.split('\n');
  const after: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(2)) {
    const start = /^@@ -(\d+)/.exec(line)?.[1];
    if (start !== undefined) {
      after.push(...before.slice(at, Number(start) - 1));
      at = Number(start) - 1;
    } else if (line.startsWith('+')) after.push(line.slice(1));
    else if (line.startsWith('-') || line.startsWith(' ')) {
      if (before[at] !== line.slice(1)) throw new Error(`the diff does not fit at line ${at + 1}`);
      if (line.startsWith(' ')) after.push(line.slice(1));
      at += 1;
    }
  }
  return [...after, ...before.slice(at)].join('\n');
}
