import type { Play } from '../play.js';

/** A watch that runs from the end of the ramp on. */
export interface RunningWatch {
  /** Makes one more look now. */
  look?(): void;
  /** Stops. When it resolves, all that was seen is in the recorder; idempotent. */
  stop(): Promise<void> | void;
}

/** Null = there is nothing to watch here. */
export type StartWatch = (run: Play) => Promise<RunningWatch | null> | RunningWatch | null;
