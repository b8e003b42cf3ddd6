import { watchHealth } from './health.js';
import { watchNewcomers } from './newcomers.js';
import { watchSockets } from './sockets.js';
import type { StartWatch } from './watch.js';

/** Every watch that a phase may ask for. A new watch is a new file and a line here. */
export const WATCHES = {
  health: watchHealth,
  sockets: watchSockets,
  newcomers: watchNewcomers,
} satisfies Record<string, StartWatch>;

export type WatchName = keyof typeof WATCHES;
