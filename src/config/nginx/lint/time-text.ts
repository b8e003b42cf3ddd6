/** A time as a configuration writes it: `500ms`, `75s`, `5m`, `1h`. */
export function timeText(ms: number): string {
  const units = [
    [3_600_000, 'h'],
    [60_000, 'm'],
    [1000, 's'],
  ] as const;
  // 60 s is how the documentation says its defaults; from two minutes on the larger unit reads better.
  const found = units.find(([unit]) => ms % unit === 0 && (ms > unit || unit === 1000));
  return found && ms > 0 ? `${ms / found[0]}${found[1]}` : `${ms}ms`;
}
