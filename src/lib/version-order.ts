/**
 * Whether a version is `wanted` or later, compared number by number; missing numbers count as 0.
 * @param version such as `6.18.44`, `1.22.1`, `2.6.12-1+deb12u4`
 */
export function isAtLeast(version: string, wanted: string): boolean {
  const own = numbersOf(version);
  for (const [at, number] of numbersOf(wanted).entries()) {
    const had = own[at] ?? 0;
    if (had !== number) return had > number;
  }
  return true;
}

/** Whether a version is below another; false if it is unknown. */
export function isBefore(version: string | undefined, other: string): boolean {
  return version !== undefined && !isAtLeast(version, other);
}

function numbersOf(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
