export type Params<N extends string> = { readonly [name in N]: number };

/** Reads whole numbers from a query, each within its limits; null when one is missing or wrong. */
export function readParams<N extends string>(
  args: string,
  limits: Readonly<Record<N, readonly [number, number]>>,
): Params<N> | null {
  const query = new URLSearchParams(args);
  const params: Partial<Record<N, number>> = {};
  for (const name of Object.keys(limits) as N[]) {
    const text = query.get(name) ?? '';
    const value = Number(text);
    const [least, most] = limits[name];
    if (!/^\d{1,12}$/.test(text) || value < least || value > most) return null;
    params[name] = value;
  }
  return params as Params<N>;
}
