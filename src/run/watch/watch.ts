import type { Play } from '../play.js';

/** Something that is watched from the end of the ramp on. */
export interface RunningWatch {
  /** One more look now. */
  look?(): void;
  /** What it has seen is in the recorder when it resolves; idempotent. */
  stop(): Promise<void> | void;
}

/** Null = there is nothing to watch here. */
export type StartWatch = (run: Play) => Promise<RunningWatch | null> | RunningWatch | null;
