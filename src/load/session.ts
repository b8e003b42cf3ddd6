import type { Range, SessionKind, SessionSpec } from '../model/scenario.js';
import type { Connection } from '../net/loop.js';
import type { RequestSpec } from './exchange.js';
import type { ResponseHead } from './response-head.js';

/** The specification of one kind. */
export type SpecOf<K extends SessionKind> = Extract<SessionSpec, { readonly kind: K }>;

/** What a session may do with the connection it lives on. */
export interface SessionHost {
  /** For what is no request head: bodies and tunnels. */
  readonly connection: Pick<Connection, 'write' | 'pendingBytes'>;
  /** It speaks no HTTP any more. */
  readonly upgraded: boolean;
  /** Run time in milliseconds. */
  now(): number;
  /** One value of the range for the next request, the same in every run of this seed. */
  draw(range: Range): number;
  /** Asks for one call of `due`, instead of the one asked for before. */
  wakeAt(atMs: number): void;
  /** Ends the connection in order: its work is done. */
  leave(): void;
  /** When the connection was begun. */
  readonly startedMs: number;
  /** Sends a request's head; its body, if it has one, is the session's to write. */
  request(spec: RequestSpec): void;
}

/**
 * What a connection does with its life. Called by its client, in the loop's turn; a kind
 * without state of its own is one object for all its connections.
 */
export interface Session {
  /** From when on the connection counts as established in its kind's way. */
  readonly settledBy: 'sent' | 'head' | 'answer';
  /** Whether one more request goes out when the run ends, to see that the connection still serves. */
  readonly asksLast: boolean;
  /** The connection is open. */
  opened(client: SessionHost): void;
  /** A whole response has come and is recorded; not called once the run is ending. */
  answered(client: SessionHost, head: ResponseHead): void;
  /** The time asked for with `client.wakeAt` has come. */
  due(client: SessionHost, nowMs: number): void;
  /** What the connection does once upgraded; only for kinds that upgrade. */
  readonly tunnel?: Tunnel;
}

/** A connection that no longer speaks HTTP. */
export interface Tunnel {
  /** Sent and not come back, and when the last of it was sent. */
  readonly unansweredBytes: number;
  readonly echoedBytes: number;
  readonly lastSentMs: number | null;
  /** Since when what was sent has been waiting without a byte coming back; null = nothing is. */
  readonly waitingSinceMs: number | null;
  opened(client: SessionHost, nowMs: number): void;
  /** Takes `bytes[start..end)`; false = not what was sent. */
  received(bytes: Buffer, start: number, end: number, nowMs: number): boolean;
  /** Sends nothing more. */
  stop(): void;
}

/** Pause before the next request after an answer that was not the expected one. */
export const RETRY_PAUSE_MS = 500;

/** Goes on at once after a good answer; after another it pauses, or errors would become a storm. */
export function nextAfter(
  client: SessionHost,
  head: ResponseHead,
  ask: (client: SessionHost) => void,
): void {
  if (head.status === 200) ask(client);
  else client.wakeAt(client.now() + RETRY_PAUSE_MS);
}
