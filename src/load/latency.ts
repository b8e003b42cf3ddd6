import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';
import type { Latency } from '../model/run-result.js';

const MICROSECONDS = 1000;

/** Latencies of short requests (idle, periodic), from when they were due to their last byte. */
export class LatencyRecorder {
  readonly #histogram: Histogram = build({
    bitBucketSize: 32,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 2,
    numberOfSignificantValueDigits: 3,
  });

  record(ms: number): void {
    this.#histogram.recordValue(Math.max(0, Math.round(ms * MICROSECONDS)));
  }

  /** HdrHistogram's own compressed format, in microseconds. */
  encode(): string {
    return encodeIntoCompressedBase64(this.#histogram);
  }

  addEncoded(text: string): void {
    this.#histogram.add(decodeFromCompressedBase64(text));
  }

  /** Milliseconds; 0 when nothing was recorded. */
  get meanMs(): number {
    return this.#histogram.totalCount === 0 ? 0 : this.#histogram.mean / MICROSECONDS;
  }

  summary(): Latency {
    const histogram = this.#histogram;
    const at = (percentile: number): number =>
      histogram.getValueAtPercentile(percentile) / MICROSECONDS;
    return {
      count: histogram.totalCount,
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      max: at(100),
      histogram: this.encode(),
    };
  }
}
