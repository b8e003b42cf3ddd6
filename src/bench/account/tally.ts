import { LatencyRecorder } from '../../load/latency.js';
import type { FailureKind } from '../../model/bench.js';

/** Statuses are counted by number; the reader accepts only three digits. */
const STATUSES = 1000;

export type Failures = Record<FailureKind, number>;

export function noFailures(): Failures {
  return {
    refused: 0,
    unreachable: 0,
    'connect-timeout': 0,
    tls: 0,
    'no-port': 0,
    'no-descriptor': 0,
    stray: 0,
    unanswered: 0,
    'cut-head': 0,
    'cut-length': 0,
    'cut-chunks': 0,
    'cut-tls': 0,
    reset: 0,
    framing: 0,
    timeout: 0,
    lost: 0,
    unfinished: 0,
  };
}

/** A tally as plain data, to be sent by a worker. */
export interface TallyReport {
  readonly sent: number;
  readonly responses: number;
  readonly inTime: number;
  readonly bytes: number;
  readonly reconnects: number;
  readonly statuses: Float64Array;
  readonly slices: readonly number[];
  readonly failures: Failures;
  readonly firstError: string | null;
  readonly latency: string;
}

/** The outcomes of the requests of one worker, or of all. Counting allocates nothing. */
export class Tally {
  /** Requests sent. */
  sent = 0;
  /** Whole responses. */
  responses = 0;
  /** How many of them arrived before the measured time was over. */
  inTime = 0;
  /** Bytes received within the measured time. */
  bytes = 0;
  reconnects = 0;
  readonly statuses = new Float64Array(STATUSES);
  /** Responses in time, for each slice of the measured time. */
  readonly slices: number[];
  readonly failures = noFailures();
  readonly latency = new LatencyRecorder();
  /** The first failure in words. */
  firstError: string | null = null;

  /** @param slices number of slices of the measured time */
  constructor(slices: number) {
    this.slices = new Array<number>(slices).fill(0);
  }

  fail(kind: FailureKind, words: string): void {
    this.failures[kind]++;
    this.firstError ??= words;
  }

  /** Responses with a status from `least` to `most`. */
  countStatuses(least: number, most: number): number {
    let count = 0;
    for (let code = least; code <= most; code++) count += this.statuses[code] as number;
    return count;
  }

  /** Counts by status code, without those that are 0. */
  statusCodes(): Record<string, number> {
    const codes: Record<string, number> = {};
    for (const [code, count] of this.statuses.entries()) if (count > 0) codes[code] = count;
    return codes;
  }

  report(): TallyReport {
    const { sent, responses, inTime, bytes, reconnects } = this;
    const { statuses, slices, failures, firstError } = this;
    const counts = { sent, responses, inTime, bytes, reconnects };
    return { ...counts, statuses, slices, failures, firstError, latency: this.latency.encode() };
  }

  add(other: TallyReport): void {
    this.sent += other.sent;
    this.responses += other.responses;
    this.inTime += other.inTime;
    this.bytes += other.bytes;
    this.reconnects += other.reconnects;
    for (const [code, count] of other.statuses.entries()) {
      this.statuses[code] = (this.statuses[code] ?? 0) + count;
    }
    for (const [slice, count] of other.slices.entries()) {
      this.slices[slice] = (this.slices[slice] ?? 0) + count;
    }
    for (const kind of Object.keys(this.failures) as FailureKind[]) {
      this.failures[kind] += other.failures[kind];
    }
    this.firstError ??= other.firstError;
    this.latency.addEncoded(other.latency);
  }
}
