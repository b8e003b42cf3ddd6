import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

/**
 * What V8 says of one script in one process: outer ranges come before those within them.
 * @typedef {{ functions: { ranges: { startOffset: number, endOffset: number, count: number }[] }[] }} ScriptCoverage
 */

/**
 * Lines of the source that none of the processes has run.
 * @param {string} path of the built file, its source map beside it.
 * @param {ScriptCoverage[]} parts
 */
export function uncoveredLines(path, parts) {
  const text = readFileSync(path, 'utf8');
  const ran = new Uint8Array(text.length);
  for (const { functions } of parts) {
    const here = new Uint8Array(text.length);
    for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges))
      here.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    for (const [at, value] of here.entries()) ran[at] |= value;
  }
  const map = new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')));
  /** @type {Map<number, boolean>} */
  const lines = new Map();
  let start = 0;
  for (const [row, line] of text.split('\n').entries()) {
    for (const { index } of line.matchAll(/\w+/g)) {
      const found = map.findEntry(row, index);
      if (!('originalLine' in found) || found.generatedLine !== row) continue;
      const source = found.originalLine + 1;
      lines.set(source, (lines.get(source) ?? false) || ran[start + index] === 1);
    }
    start += line.length + 1;
  }
  const missed = [...lines].filter(([, is]) => !is).map(([line]) => line);
  return { lines: lines.size, missed: missed.sort((a, b) => a - b) };
}
