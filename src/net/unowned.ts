import type { ConnectionHandler } from './loop.js';

const ignore = () => undefined;

/** Stands in on an accepted connection until `accept` has said whose it is. */
export const UNOWNED: ConnectionHandler = {
  onOpen: ignore,
  onData: ignore,
  onDrain: ignore,
  onEnd: ignore,
  onClose: ignore,
};
