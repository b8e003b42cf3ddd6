import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIRECTORY = new URL('./configs/', import.meta.url);

/** A configuration whose first comment says how it is proven and what the real proxy holds. */
export interface ProvenConfig {
  readonly name: string;
  readonly path: string;
  readonly engine: 'nginx' | 'haproxy';
  /** Options of the command line. */
  readonly options: readonly string[];
  /** What the real proxy holds, at least and at most, and the limit at which it refuses. */
  readonly holds: { readonly least: number; readonly most: number; readonly limit: string };
  /** What the calculator does not know yet; null = it predicts what is held. */
  readonly mispredicted: string | null;
}

/** All of test/prove/configs. */
export const PROVEN_CONFIGS: readonly ProvenConfig[] = readdirSync(DIRECTORY, {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => /\.(cfg|conf)$/.test(file))
  .sort()
  .map((file) => {
    const path = fileURLToPath(new URL(file, DIRECTORY));
    const text = readFileSync(path, 'utf8');
    const holds = /^# holds: (\d+)(?:-(\d+))? by (\w+)$/m.exec(text);
    const [, least = '', most = least, limit = ''] = holds ?? [];
    return {
      name: basename(file),
      path,
      engine: file.endsWith('.cfg') ? 'haproxy' : 'nginx',
      options: (/^# prove: (.*)$/m.exec(text)?.[1] ?? '').split(' ').filter(Boolean),
      holds: { least: Number(least), most: Number(most), limit },
      mispredicted: /^# mispredicted: (.*)$/m.exec(text)?.[1] ?? null,
    };
  });
