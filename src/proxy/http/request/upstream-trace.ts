import { monotonicMs } from '../../../lib/clock.js';

/** What is known of one try. Times are milliseconds from its start, null while unknown. */
export interface TracedTry {
  /** As in `$upstream_status`; 0 = none yet. */
  status: number;
  connectMs: number | null;
  headerMs: number | null;
  responseMs: number | null;
  /** All bytes of the answer, with its head. */
  bytesReceived: number;
  bytesSent: number;
  /** Bytes of the body. */
  responseLength: number;
  /** The next try began after an internal redirect, not because this one failed. */
  last: boolean;
}

/** All tries of one request, for the `$upstream_*` variables. Created only if one of these is used. */
export class UpstreamTrace {
  readonly tries: TracedTry[] = [];
  #startedMs = 0;

  begin(): void {
    this.#startedMs = monotonicMs();
    this.tries.push({
      status: 0,
      connectMs: null,
      headerMs: null,
      responseMs: null,
      bytesReceived: 0,
      bytesSent: 0,
      responseLength: 0,
      last: false,
    });
  }

  connected(): void {
    const current = this.tries.at(-1);
    if (current !== undefined) current.connectMs = this.#passedMs();
  }

  received(bytes: number): void {
    const current = this.tries.at(-1);
    if (current !== undefined) current.bytesReceived += bytes;
  }

  answered(status: number): void {
    const current = this.tries.at(-1);
    if (current === undefined) return;
    current.headerMs = this.#passedMs();
    current.status = status;
  }

  body(bytes: number): void {
    const current = this.tries.at(-1);
    if (current !== undefined) current.responseLength += bytes;
  }

  /** @param status the result of the try, if its server did not send a status; 0 = it did */
  ended(status: number, bytesSent: number): void {
    const current = this.tries.at(-1);
    if (current === undefined || current.responseMs !== null) return;
    current.responseMs = this.#passedMs();
    current.bytesSent = bytesSent;
    if (status !== 0) current.status = status;
  }

  /** No further try of this upstream; a later one belongs to another location. */
  close(): void {
    const current = this.tries.at(-1);
    if (current !== undefined) current.last = true;
  }

  #passedMs(): number {
    return monotonicMs() - this.#startedMs;
  }
}
