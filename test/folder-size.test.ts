import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

/** A folder with more files holds several ideas: give each a folder of its own. */
const MOST_FILES = 19;

/** In `test`, a folder that has subfolders may also hold files about all of them. */
test.each(['src', 'test'])('no folder of %s holds many files', (root) => {
  const files = new Map<string, number>();
  const parents = new Set<string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) parents.add(entry.parentPath);
    else files.set(entry.parentPath, (files.get(entry.parentPath) ?? 0) + 1);
  }
  const large = [...files].filter(([folder, count]) => {
    return count > MOST_FILES && (root === 'src' || !parents.has(folder));
  });
  expect(large).toEqual([]);
});
