/**
 * A connection's state beyond open and closed. One integer of bits, because there are very many
 * connections.
 */
export const FLAG = {
  paused: 1,
  /** The kernel reported data and has not yet said that there is no more. */
  unread: 2,
  /** FIN or an error has arrived. A short read is not the last one; the next read says more. */
  hungUp: 4,
  /** onEnd was called. */
  ended: 8,
  /** end() was called. */
  ending: 16,
  finSent: 32,
  /** Some bytes had to be kept, and the handler waits for onDrain. */
  wantsDrain: 64,
  /** The connection is in the loop's list of deferred work. */
  deferred: 128,
  /** Some of the written bytes wait in the loop's `outgoing`. */
  gathered: 256,
} as const;
