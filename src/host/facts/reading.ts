import type { FactName, HostFacts } from '../../model/facts.js';

/** A fact and where it was read; null = unknown on this host. */
export type Reading<T> = { readonly value: T; readonly origin: string } | null;

export type Readings = { readonly [K in FactName]?: Reading<NonNullable<HostFacts[K]>> };

export function reading<T>(value: T | null | undefined, origin: string): Reading<T> {
  return value === null || value === undefined ? null : { value, origin };
}

/** Leaves out unknown facts, as a facts file does. */
export function toFacts(readings: Readings): HostFacts {
  const known = Object.entries(readings).flatMap(([name, found]) => (found ? [[name, found]] : []));
  const values = known as [FactName, { value: unknown; origin: string }][];
  return {
    schema: 'tidegate.facts/1',
    ...Object.fromEntries(values.map(([name, { value }]) => [name, value])),
    origins: Object.fromEntries(values.map(([name, { origin }]) => [name, origin])),
  };
}

/** A whole number in a file or in a program's output. */
export function number(text: string | null | undefined): number | null {
  const trimmed = text?.trim() ?? '';
  return /^\d+$/.test(trimmed) ? Number(trimmed) : null;
}

/** An object without its unknown members; null when none is known. */
export function knownOnly<T extends object>(
  members: {
    [K in keyof T]: T[K] | null;
  },
): Partial<T> | null {
  const known = Object.entries(members).filter(([, value]) => value !== null);
  return known.length > 0 ? (Object.fromEntries(known) as Partial<T>) : null;
}

/**
 * Bytes of a field that /proc gives in kilobytes, `MemTotal:  16384 kB`, as meminfo and a process's
 * status have them; null where the text has no such field.
 */
export function kilobytesField(text: string, field: string): number | null {
  const line = text.split('\n').find((one) => one.startsWith(`${field}:`));
  const digits = /^\s*(\d+) kB/.exec(line?.slice(field.length + 1) ?? '')?.[1];
  return digits === undefined ? null : Number(digits) * 1024;
}
