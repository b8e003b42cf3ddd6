/** A copy of plain data in which `change` has changed every string, also the names of fields. */
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
