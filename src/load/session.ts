import type { Range, SessionKind, SessionSpec } from '../model/scenario.js';
import type { Connection } from '../net/loop.js';
import type { RequestSpec } from './exchange.js';
import type { ResponseHead } from './http1/response-head.js';

/** The specification of one kind of session. */
export type SpecOf<K extends SessionKind> = Extract<SessionSpec, { readonly kind: K }>;

/** What a session may do with its connection. */
export interface SessionHost {
  /** For bytes that are no request head: bodies and tunnels. */
  readonly connection: Pick<Connection, 'write' | 'pendingBytes'>;
  /** The connection no longer speaks HTTP. */
  readonly upgraded: boolean;
  /** Run time in milliseconds. */
  now(): number;
  /** A value of the range for the next request, the same in every run with this seed. */
  draw(range: Range): number;
  /** Asks for one call of `due`, instead of the one asked for before. */
  wakeAt(atMs: number): void;
  /** Ends the connection in order, because its work is done. */
  leave(): void;
  /** When the connection was begun. */
  readonly startedMs: number;
  /** Sends a request's head; the session writes the body, if there is one. */
  request(spec: RequestSpec): void;
}

/**
 * What a connection does while it is open. Its client calls it in the loop's turn. A kind without
 * state is one object for all its connections.
 */
export interface Session {
  /**
   * What makes the connection count as established: the first request sent, a head received, or a
   * whole answer.
   */
  readonly settledBy: 'sent' | 'head' | 'answer';
  /** Whether one more request is sent when the run ends, to see that the connection still serves. */
  readonly asksLast: boolean;
  /** The connection is open. */
  opened(client: SessionHost): void;
  /** A whole response has arrived and is recorded. Not called once the run is ending. */
  answered(client: SessionHost, head: ResponseHead): void;
  /** The time asked for with `client.wakeAt` has come. */
  due(client: SessionHost, nowMs: number): void;
  /** What the connection does after an upgrade; only for kinds that upgrade. */
  readonly tunnel?: Tunnel;
}

/** A connection that no longer speaks HTTP. */
export interface Tunnel {
  /** Bytes sent that have not come back, and when the last of them was sent. */
  readonly unansweredBytes: number;
  readonly echoedBytes: number;
  readonly lastSentMs: number | null;
  /** Since when sent bytes have been waiting without any byte coming back; null = none are. */
  readonly waitingSinceMs: number | null;
  opened(client: SessionHost, nowMs: number): void;
  /** Takes `bytes[start..end)`; false = they are not what was sent. */
  received(bytes: Buffer, start: number, end: number, nowMs: number): boolean;
  /** Stops sending. */
  stop(): void;
}

/** Pause before the next request after an unexpected answer. */
export const RETRY_PAUSE_MS = 500;

/**
 * Continues at once after a good answer; after another it pauses, so that errors do not become a
 * storm of requests.
 */
export function nextAfter(
  client: SessionHost,
  head: ResponseHead,
  ask: (client: SessionHost) => void,
): void {
  if (head.status === 200) ask(client);
  else client.wakeAt(client.now() + RETRY_PAUSE_MS);
}
