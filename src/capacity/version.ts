/** Whether a version is below another, number by number; false where it is unknown. */
export function isBefore(version: string | undefined, other: string): boolean {
  if (version === undefined) return false;
  const [a, b] = [numbers(version), numbers(other)];
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** `2.6.12-1+deb12u4` is 2, 6, 12. */
function numbers(version: string): number[] {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}
