import { readdirSync, statSync } from 'node:fs';
import { join, parse, sep } from 'node:path';
import { readBounded } from '../lib/read-bounded.js';
import { namePattern } from './glob-pattern.js';

/** Two million lines; what is larger is no configuration, and would not fit into memory as a tree. */
const MAX_BYTES = 32_000_000;

/** Far above the sites of any server; a pattern of stars alone could name every file of the disk. */
const MAX_MATCHES = 100_000;

/** Configuration files on this host's disk; fits `ConfigSource` of config/nginx. */
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

/** One more part of the pattern's path, for every directory found so far. */
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

/** A link that leads nowhere, or round in a circle, does not. */
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
    // glob(3) passes over what it cannot open.
    return [];
  }
}
