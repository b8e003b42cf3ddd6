import { formatCount } from '../../lib/units.js';

/** Digits of a figure; more would be noise. */
const DIGITS = 3;
const SECOND_MS = 1000;

/** A latency in milliseconds: `0.412 ms`, `1.31 ms`, `312 ms`, `4.2 s`. */
export function latencyText(ms: number): string {
  return ms < SECOND_MS ? `${digits(ms)} ms` : `${digits(ms / SECOND_MS)} s`;
}

/** Any other figure: `0.25`, `12.3`, `61,204`. */
export function figure(value: number): string {
  return value < 100 ? digits(value) : formatCount(value);
}

function digits(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}
