import { readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { scenarioSchema } from '../../src/config/scenario/scenario-file.js';
import { VOCABULARY } from '../../src/run/scenarios/vocabulary.js';

const FILE = 'scenarios/scenario.schema.json';

test(`${FILE} is what the reader of scenario files says (UPDATE_GOLDEN=1 writes it)`, () => {
  const schema = toJsonSchema(scenarioSchema(VOCABULARY), {
    typeMode: 'input',
    // JSON Schema cannot express every rule (the shorter duration first); the reader checks the
    // rest.
    errorMode: 'ignore',
  });
  const text = `${JSON.stringify({ title: 'A scenario of tidegate run', ...schema }, null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN) writeFileSync(FILE, text);
  else expect(readFileSync(FILE, 'utf8')).toBe(text);
});
