import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, parse, sep } from 'node:path';

/** Configuration files on this host's disk; fits `ConfigSource` of config/nginx. */
export const diskSource = {
  read(path: string): string {
    return readFileSync(path, 'utf8');
  },
  glob(pattern: string): readonly string[] {
    const { root } = parse(pattern);
    const parts = pattern.slice(root.length).split(sep);
    return parts.reduce(step, [root]).filter((path) => statSync(path, { throwIfNoEntry: false }));
  },
};

/** One more part of the pattern's path, for every directory found so far. */
function step(directories: string[], part: string): string[] {
  if (!/[*?[]/.test(part)) return directories.map((directory) => join(directory, part));
  const regex = toRegex(part);
  return directories.flatMap((directory) =>
    entries(directory)
      .filter((name) => regex.test(name))
      .sort()
      .map((name) => join(directory, name)),
  );
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory === '' ? '.' : directory);
  } catch {
    // glob(3) passes over what it cannot open.
    return [];
  }
}

/** glob(3): a leading dot is matched only by a dot. */
function toRegex(part: string): RegExp {
  const body = part.replace(/[.+^${}()|\\]|\*|\?|\[!/g, (mark) => {
    if (mark === '*') return '.*';
    if (mark === '?') return '.';
    return mark === '[!' ? '[^' : `\\${mark}`;
  });
  return new RegExp(`^${part.startsWith('.') ? '' : '(?!\\.)'}${body}$`);
}
