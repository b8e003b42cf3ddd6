import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uncoveredLines } from './uncovered-lines.js';

/**
 * `npm run coverage`: which lines of src/ the unit tests do not reach; `npm run coverage -- test/load`:
 * which those of test/load do not. What runs in processes of its own is not counted.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const built = join(root, 'coverage');
const written = join(built, 'v8');

rmSync(built, { recursive: true, force: true });
run('tsc', ['-p', 'tsconfig.json', '--outDir', 'coverage', '--sourceMap']);
const asked = process.argv.slice(2);
const tests = run('vitest', ['run', ...(asked.length > 0 ? asked : ['--project', 'unit'])], {
  NODE_V8_COVERAGE: written,
});

/** @type {Map<string, import('./uncovered-lines.js').ScriptCoverage[]>} */
const scripts = new Map();
for (const file of readdirSync(written)) {
  for (const script of JSON.parse(readFileSync(join(written, file), 'utf8')).result) {
    if (!script.url.startsWith(`file://${built}/`)) continue;
    const path = fileURLToPath(script.url);
    scripts.set(path, [...(scripts.get(path) ?? []), script]);
  }
}
let [covered, all] = [0, 0];
for (const [path, parts] of [...scripts].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const { lines, missed } = uncoveredLines(path, parts);
  covered += lines - missed.length;
  all += lines;
  if (missed.length > 0) print(`src/${path.slice(built.length + 1, -3)}.ts  ${spans(missed)}`);
}
print(`\n${covered} of ${all} lines of ${scripts.size} files (${percent(covered, all)} %)`);
process.exitCode = tests;

/** @param {string} name @param {string[]} args @param {NodeJS.ProcessEnv} env */
function run(name, args, env = {}) {
  const program = join(root, 'node_modules/.bin', name);
  const options = { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } };
  return spawnSync(program, args, /** @type {const} */ (options)).status ?? 1;
}

/** `3-5, 9`. @param {number[]} lines */
function spans(lines) {
  /** @type {number[][]} */
  const found = [];
  for (const line of lines) {
    const last = found.at(-1);
    if (last?.[1] === line - 1) last[1] = line;
    else found.push([line, line]);
  }
  return found.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(', ');
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}

/** @param {number} part @param {number} whole */
function percent(part, whole) {
  return ((100 * part) / whole).toFixed(1);
}
