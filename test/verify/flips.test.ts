import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Files where the parts about flips meet the rest: evidence, needs, registry and result. */
const SEAMS = ['evidence.ts', 'judge-run.ts', 'checks/check.ts', 'checks/registry.ts'];
/** A field that only a run with a flip has. */
const OF_A_FLIP = /\b(maintenance|flip|markedDown|onMs|offMs|waitMs|detectMs|drainEndMs)\b/;

test('no check knows that there are flips, unless its file is about flips', () => {
  const files = readdirSync('src/verify', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('maintenance/') && !SEAMS.includes(file),
  );
  const knowing = files.filter((file) => OF_A_FLIP.test(codeOf(`src/verify/${file}`)));
  expect(knowing).toEqual([]);
});

/** The code without comments, imports and texts, which may mention anything. */
function codeOf(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/^import [\s\S]*?;$/gm, '')
    .replace(/'[^'\n]*'/g, '');
}
