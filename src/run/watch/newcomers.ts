import type { Play } from '../play.js';
import type { RunningWatch } from './watch.js';

/** New clients, and connections that meet a close half way, beside the load until it is released. */
export function watchNewcomers({ fleet }: Play): RunningWatch {
  fleet.watch();
  return { stop: () => undefined };
}
