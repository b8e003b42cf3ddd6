import { type World, wantsColour } from './world.js';

const DEFAULT_COLUMNS = 80;

/** Narrower leaves no room for a word. */
const LEAST_COLUMNS = 20;

/**
 * How to lay out text for where standard output goes: `COLUMNS` says so where it is set, else the
 * terminal; some terminals say that they have 0 columns.
 */
export function layoutOf(world: World): { colour: boolean; columns: number } {
  const said = /^\d{1,4}$/.test(world.env.COLUMNS ?? '') ? Number(world.env.COLUMNS) : 0;
  const columns = said || world.stdout.columns || DEFAULT_COLUMNS;
  return { colour: wantsColour(world), columns: Math.max(columns, LEAST_COLUMNS) };
}
