import { readdirSync, statSync } from 'node:fs';
import { join, parse, sep } from 'node:path';
import { readBounded } from '../../lib/read-bounded.js';
import { namePattern } from './glob-pattern.js';

/** Two million lines. A larger file is no configuration, and would not fit into memory as a tree. */
const MAX_BYTES = 32_000_000;

/**
 * Far more than the sites of any server. Without a limit, a pattern of stars could match every file
 * of the disk.
 */
const MAX_MATCHES = 100_000;

/** Configuration files on this host's disk, as the `ConfigSource` of config/nginx. */
export const diskSource = {
  read(path: string): string {
    return readBounded(path, MAX_BYTES).toString();
  },
  glob(pattern: string): readonly string[] {
    const { root } = parse(pattern);
    const parts = pattern.slice(root.length).split(sep);
    return parts.reduce(step, [root]).filter(exists);
  },
};

/** Extends every directory found so far by the next part of the pattern's path. */
function step(directories: string[], part: string): string[] {
  if (!/[*?[]/.test(part)) return directories.map((directory) => join(directory, part));
  const matches = namePattern(part);
  const found: string[] = [];
  for (const directory of directories) {
    for (const name of entries(directory).filter(matches).sort()) found.push(join(directory, name));
    if (found.length > MAX_MATCHES) throw new Error(`it matches more than ${MAX_MATCHES} files`);
  }
  return found;
}

/** False also for a link that leads nowhere, or in a circle. */
function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory === '' ? '.' : directory);
  } catch {
    // glob(3) skips what it cannot open.
    return [];
  }
}
