const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const DURATION_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * The longest duration that a user can give. A Node timer fires at once if its delay is above
 * 2^31 - 1 ms (596 hours), and a wait is at most the sum of two of the user's durations.
 */
export const LONGEST_MS = 240 * 3_600_000;

const SIZE = /^(\d+)(k|m|g)?$/i;
const SIZE_BYTES: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `500ms`, `2s`, `1.5m`, `1h` to milliseconds; null for other texts. */
export function parseDurationMs(text: string): number | null {
  const match = DURATION.exec(text);
  const unit = match?.[2];
  return unit === undefined ? null : Number(match?.[1]) * (DURATION_MS[unit] ?? Number.NaN);
}

/** `64`, `64k`, `1m`, `2g` (powers of 1024, as in nginx) to bytes; null for other texts. */
export function parseSizeBytes(text: string): number | null {
  const match = SIZE.exec(text);
  if (!match) return null;
  return Number(match[1]) * (SIZE_BYTES[match[2]?.toLowerCase() ?? ''] ?? 1);
}

const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 10000 as `10,000`, whatever the locale. */
export function formatCount(value: number): string {
  return COUNT.format(Math.round(value));
}

/** The noun that goes with a number: `server`, `servers`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

/** Milliseconds for people: `0.8 ms`, `350 ms`, `4.2 s`, `3 min 5 s`. */
export function formatMs(ms: number): string {
  if (ms < 10) return `${trim(ms)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${trim(ms / 1000)} s`;
  const seconds = Math.round((ms % 60_000) / 1000);
  return `${Math.floor(ms / 60_000)} min${seconds ? ` ${seconds} s` : ''}`;
}

/** Bytes for people, in powers of 1000: `640 B`, `3.9 kB`, `24.9 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(value) : trim(value)} ${units[unit]}`;
}

function trim(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}
