import type { Layout } from '../report/text/layout.js';
import { type Output, type World, wantsColour } from './world.js';

const DEFAULT_COLUMNS = 80;

/** Fewer columns leave no room for a word. */
const LEAST_COLUMNS = 20;

/**
 * The layout for an output: as wide as `COLUMNS` says if it is set, otherwise as the terminal. Some
 * terminals report 0 columns.
 */
export function layoutOf(world: World, output: Output = world.stdout): Layout {
  const said = /^\d{1,4}$/.test(world.env.COLUMNS ?? '') ? Number(world.env.COLUMNS) : 0;
  const columns = said || output.columns || DEFAULT_COLUMNS;
  return {
    colour: wantsColour(world, output),
    columns: Math.max(columns, LEAST_COLUMNS),
    terminal: output.isTTY === true,
  };
}
