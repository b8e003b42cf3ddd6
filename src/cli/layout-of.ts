import { type World, wantsColour } from './world.js';

const DEFAULT_COLUMNS = 80;

/** How to lay out text for where standard output goes; some terminals say that they have 0 columns. */
export function layoutOf(world: World): { colour: boolean; columns: number } {
  return { colour: wantsColour(world), columns: world.stdout.columns || DEFAULT_COLUMNS };
}
