/** Keys of what has been read into each list. */
const keysOf = new WeakMap<readonly unknown[], Set<string>>();

/** Whether the list has had this key before; asked of ten thousand entries it may not search them all. */
export function isTwin(list: readonly unknown[], key: string): boolean {
  const keys = keysOf.get(list) ?? new Set();
  keysOf.set(list, keys);
  if (keys.has(key)) return true;
  keys.add(key);
  return false;
}
