/**
 * Bytes of a field that /proc gives in kilobytes, `MemTotal:  16384 kB`, as meminfo and a process's
 * status have them; null where the text has no such field.
 */
export function kilobytesField(text: string, field: string): number | null {
  const line = text.split('\n').find((one) => one.startsWith(`${field}:`));
  const digits = /^\s*(\d+) kB/.exec(line?.slice(field.length + 1) ?? '')?.[1];
  return digits === undefined ? null : Number(digits) * 1024;
}
