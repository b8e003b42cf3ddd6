import type { Subject } from '../variables/subject.js';

/** A TCP session, as its variables see it. */
export interface StreamSubject extends Subject {
  /** `$connection`: counted by this process. */
  readonly serial: number;
  /** On the clock of `monotonicMs`. */
  readonly startedMs: number;
  /** 0 until the session is over. */
  readonly status: number;
  /** Bytes from the client, and bytes to it as far as the kernel has taken them. */
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Servers tried, in order; the last one is in use. */
  readonly tries: readonly StreamTry[];
}

export interface StreamTry {
  /** `address:port`, or the upstream's name if none of its servers was available. */
  readonly server: string;
  /** null = never connected. */
  readonly connectMs: number | null;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}
