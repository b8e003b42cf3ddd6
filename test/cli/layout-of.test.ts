import { expect, it } from 'vitest';
import { layoutOf } from '../../src/cli/layout-of.js';
import type { World } from '../../src/cli/world.js';

const world = (columns?: number): World => ({
  argv: [],
  env: {},
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
