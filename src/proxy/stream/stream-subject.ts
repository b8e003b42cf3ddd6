import type { Subject } from '../variables/subject.js';

/** A TCP session, as its variables see it. */
export interface StreamSubject extends Subject {
  /** `$connection`: counted by this process. */
  readonly serial: number;
  /** On the clock of `monotonicMs`. */
  readonly startedMs: number;
  /** 0 until the session is over. */
  readonly status: number;
  /** From the client, and to it as far as the kernel has taken it. */
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Servers tried, in order; the last of them is the one in use. */
  readonly tries: readonly StreamTry[];
}

export interface StreamTry {
  /** `address:port`, or the upstream's name where none of its servers was left. */
  readonly server: string;
  /** null = never connected. */
  readonly connectMs: number | null;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}
