import type { Play } from '../play.js';
import type { RunningWatch } from './watch.js';

/**
 * Opens new clients, and connections whose requests race a close, beside the load until it is
 * released.
 */
export function watchNewcomers({ fleet }: Play): RunningWatch {
  fleet.watch();
  return { stop: () => undefined };
}
