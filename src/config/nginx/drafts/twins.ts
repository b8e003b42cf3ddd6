/** Keys that were already read, for each list. */
const keysOf = new WeakMap<readonly unknown[], Set<string>>();

/** Whether the list already has this key. Uses an index, because a list may have ten thousand entries. */
export function isTwin(list: readonly unknown[], key: string): boolean {
  const keys = keysOf.get(list) ?? new Set();
  keysOf.set(list, keys);
  if (keys.has(key)) return true;
  keys.add(key);
  return false;
}
