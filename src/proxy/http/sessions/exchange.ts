/** One request in flight, as the session of its client sees it. */
export interface Exchange {
  /** Content of the request's body: `bytes[start..end)`, valid only during the call. */
  onBodyPiece(bytes: Buffer, start: number, end: number): void;
  /** The request is complete; also called when it has no body. */
  onBodyEnd(): void;
  /** The coding of the request's body is broken; `onClientGone` follows. */
  onBadBody?(): void;
  /** Everything that `send` had to keep has gone to the client. */
  onClientDrain(): void;
  /** A client that has sent FIN may still read, so its FIN does not end the exchange. */
  readonly outlivesFin?: boolean;
  /** The client left, or its request broke off, before the answer was complete. */
  onClientGone(): void;
}

/** For requests that are already answered: reads the rest of the body and drops it. */
export const DISCARD: Exchange = {
  onBodyPiece: () => undefined,
  onBodyEnd: () => undefined,
  onClientDrain: () => undefined,
  onClientGone: () => undefined,
};
