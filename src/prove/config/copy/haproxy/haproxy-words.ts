/** Options for the owner of a socket, each followed by one word. */
export const OWNERS: ReadonlyMap<string, number> = new Map([
  ['user', 1],
  ['group', 1],
  ['uid', 1],
  ['gid', 1],
]);

/** @param dropped the options to leave out, with the number of words that follow each */
export function without(
  options: readonly string[],
  dropped: ReadonlyMap<string, number>,
): string[] {
  const kept: string[] = [];
  for (let at = 0; at < options.length; at++) {
    const option = options[at] ?? '';
    const following = dropped.get(option);
    if (following === undefined) kept.push(option);
    else at += following;
  }
  return kept;
}

/** `${NAME}`, `$NAME`, `${NAME-default}`. */
export function withEnvironment(text: string): string {
  return text.replace(
    /\$\{?(\w+)(?:-([^}]*))?\}?/g,
    (_, name: string, fallback?: string) => process.env[name] ?? fallback ?? '',
  );
}

/** A line in a form that HAProxy reads as the same words. */
export function quoted(texts: readonly string[]): string {
  return texts
    .map((text) => {
      if (text.includes('${')) return `"${text.replace(/[\\"]/g, '\\$&')}"`;
      return text === '' || /[\s#"'\\$]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : text;
    })
    .join(' ');
}
