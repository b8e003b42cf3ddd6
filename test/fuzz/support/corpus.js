import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The texts of the files below scenarios/ and the tests' fixtures whose names end so. */
export function shipped(...endings) {
  return ['scenarios', 'test/config', 'test/cli/fixtures'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => endings.some((ending) => file.endsWith(ending)))
      .map((file) => readFileSync(join(ROOT, folder, file), 'utf8')),
  );
}
