/**
 * A random draw that any process can repeat: a pure function of the run's seed and of the purpose
 * of the draw, so that no worker needs to know the draws of another.
 */
export function drawUnit(seed: number, ...key: readonly number[]): number {
  let state = mix32(seed >>> 0);
  for (const part of key) state = mix32((state ^ part) + 0x9e3779b9);
  return state / 2 ** 32;
}

/** One whole number of the inclusive range. */
export function drawFrom(
  range: readonly [number, number],
  seed: number,
  ...key: readonly number[]
): number {
  const [low, high] = range;
  return low + Math.floor(drawUnit(seed, ...key) * (high - low + 1));
}

/** MurmurHash3's finaliser: every input bit reaches every output bit (Appleby, public domain). */
function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
