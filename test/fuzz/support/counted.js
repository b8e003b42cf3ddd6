/** The counts of this name, which begin as `none`. */
export function counted(counts, name, none) {
  if (!Object.hasOwn(counts, name)) counts[name] = none;
  return counts[name];
}
