import { expect, it } from 'vitest';
import { layoutOf } from '../../src/cli/layout-of.js';
import type { World } from '../../src/cli/world.js';

const world = (columns?: number, env: World['env'] = {}): World => ({
  argv: [],
  env,
  cwd: () => '/',
  stdout: { write: () => undefined, ...(columns !== undefined && { columns }) },
  stderr: { write: () => undefined },
  on: () => undefined,
  off: () => undefined,
  exit: () => undefined,
});

it('takes the width of the terminal, and 80 columns where it says none, or 0', () => {
  expect([undefined, 0, 120].map((columns) => layoutOf(world(columns)).columns)).toEqual([
    80, 80, 120,
  ]);
});

it('takes the width that COLUMNS says before that of the terminal, and no less than a word', () => {
  const said = (COLUMNS: string, columns?: number) => layoutOf(world(columns, { COLUMNS })).columns;
  expect(said('60')).toBe(60);
  expect(said('60', 120)).toBe(60);
  expect(said('', 120)).toBe(120);
  expect(said('wide', 120)).toBe(120);
  expect(said('0')).toBe(80);
  expect(said('3')).toBe(20);
});
