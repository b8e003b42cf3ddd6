/** A name that an expression, or a variable that is not set, makes at run time: it can be any. */
export function isMadeAtRunTime(name: string): boolean {
  return /%\[|\$\{?\w/.test(name);
}
