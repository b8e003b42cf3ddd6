import type { ConnectionHandler } from './loop.js';

const ignore = () => undefined;

/** The handler of an accepted connection until `accept` returns the real one. */
export const UNOWNED: ConnectionHandler = {
  onOpen: ignore,
  onData: ignore,
  onDrain: ignore,
  onEnd: ignore,
  onClose: ignore,
};
