/** A copy of plain data with each string in it changed by `change`, the names of its fields too. */
export function mapStrings<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change)) as T;
  const entries = Object.entries(value).map(([name, item]) => [
    change(name),
    mapStrings(item, change),
  ]);
  return Object.fromEntries(entries) as T;
}
