/**
 * Whether a version is that of `wanted` or later, number by number; what it does not say is 0.
 * @param version as `6.18.44`, `1.22.1`.
 */
export function isAtLeast(version: string, ...wanted: readonly number[]): boolean {
  const numbers = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  for (const [at, number] of wanted.entries()) {
    const own = numbers[at] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}
