import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readScenario } from '../src/config/scenario/read-scenario.js';
import { PHASES } from '../src/run/phases/registry.js';
import { SCENARIOS } from '../src/run/scenarios/registry.js';
import { VOCABULARY } from '../src/run/scenarios/vocabulary.js';

const FILE = 'docs/scenarios.md';
const text = readFileSync(FILE, 'utf8');
const rows = text.split('\n').filter((line) => line.startsWith('| `'));

test(`the example of ${FILE} is a scenario`, () => {
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
  const { score } = readScenario(FILE, example, VOCABULARY);
  expect(score?.map(({ phase }) => phase)).toContain('command');
});

/** The table of kinds comes first, because `hold` is both a kind and a phase. */
test.each(Object.entries(PHASES))('%s is described with its parameters', (name, { parameters }) => {
  const row = rows.findLast((line) => line.startsWith(`| \`${name}\` |`));
  expect(row, `${FILE} has no row for the phase`).toBeDefined();
  for (const parameter of Object.keys(parameters)) expect(row).toContain(`\`${parameter}\``);
});

test.each(Object.entries(SCENARIOS))(
  '%s is described with its witnesses',
  (name, { witnesses }) => {
    const row = rows.find((line) => line.startsWith(`| \`${name}\` |`));
    expect(row).toContain(witnesses.join(', '));
  },
);
