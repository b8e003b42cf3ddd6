// Runs one parser on one saved input: `node test/fuzz/replay.js NAME FILE`.
import { readFileSync } from 'node:fs';
import { PARSERS } from './parsers/registry.js';

const [name = '', file = ''] = process.argv.slice(2);
const { text } = JSON.parse(readFileSync(file, 'utf8'));
const start = performance.now();
try {
  PARSERS[name].run(text);
} finally {
  process.stderr.write(`${Math.round(performance.now() - start)} ms\n`);
}
