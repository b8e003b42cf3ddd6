import type { RunProgress, Stage } from '../model/progress.js';
import { RENDERERS } from '../report/renderers.js';
import { layoutOf } from './layout-of.js';
import type { World } from './world.js';

/**
 * One line at the bottom of a terminal that is written over and over; does nothing without a
 * terminal.
 */
export interface LiveLine {
  show(progress: Stage | RunProgress): void;
  /** Removes the line, before other output is printed. */
  clear(): void;
}

const ERASE = '\r\u001b[2K';

export async function createLiveLine(world: World, wanted: boolean): Promise<LiveLine> {
  const { stderr } = world;
  if (!wanted || stderr.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  const render = await RENDERERS.progress.text();
  return {
    show: (progress) => {
      stderr.write(ERASE + render(progress, layoutOf(world, stderr)).trimEnd());
    },
    clear: () => stderr.write(ERASE),
  };
}
