import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DEPLOYMENTS, KINDS } from '../../scenarios/broken/deployments.mjs';
import { PROOFS } from './proofs.js';
import { readmeTables } from './readme-table.js';

test('every deployment has a name of its own and a proof, and every proof a deployment', () => {
  const names = DEPLOYMENTS.map(({ name }) => name);
  expect([...new Set(names)].sort()).toEqual([...names].sort());
  expect(Object.keys(PROOFS).sort()).toEqual([...names].sort());
});

test('the README lists them all', () => {
  const file = fileURLToPath(new URL('../../scenarios/broken/README.md', import.meta.url));
  const [words, tables] = readFileSync(file, 'utf8').split(/(?<=<!-- tables -->\n)/);
  const expected = `\n${readmeTables(KINDS)}`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, `${words}${expected}`);
  else expect(tables).toBe(expected);
});
