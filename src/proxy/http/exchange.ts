/** One request under way, as its client's session sees it. */
export interface Exchange {
  /** Content of the request's body: `bytes[start..end)`, valid only during the call. */
  onBodyPiece(bytes: Buffer, start: number, end: number): void;
  /** The request is complete; also for one without a body. */
  onBodyEnd(): void;
  /** The coding of the request's body is broken; `onClientGone` follows. */
  onBadBody?(): void;
  /** What `send` had to keep has gone to the client. */
  onClientDrain(): void;
  /** A client that has sent its FIN may still read: it is no reason to give up. */
  readonly outlivesFin?: boolean;
  /** The client left, or its request broke off, before the answer was complete. */
  onClientGone(): void;
}

/** For requests that are answered already: the rest of the body is read and dropped. */
export const DISCARD: Exchange = {
  onBodyPiece: () => undefined,
  onBodyEnd: () => undefined,
  onClientDrain: () => undefined,
  onClientGone: () => undefined,
};
