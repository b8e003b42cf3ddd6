/** A connection's state beyond open and closed: bits of one integer, for there are masses of them. */
export const FLAG = {
  paused: 1,
  /** The kernel reported something to read and has not said since that there is no more. */
  unread: 2,
  /** FIN or worse has arrived: a short read is not the last, the next one says more. */
  hungUp: 4,
  /** onEnd was called. */
  ended: 8,
  /** end() was called. */
  ending: 16,
  finSent: 32,
  /** Something had to be kept: somebody waits for onDrain. */
  wantsDrain: 64,
  /** It stands in the loop's list of deferred work. */
  deferred: 128,
  /** Some of what was written waits in the loop's `outgoing`. */
  gathered: 256,
} as const;
