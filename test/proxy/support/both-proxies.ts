import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { forNginx, type Program, startNginx, startTidegate, withStream } from './program.js';

/** What both proxies are given. */
export interface Given {
  /** A whole configuration, in one file. */
  readonly config: string;
  /** Something of the configuration listens there. */
  readonly front: { readonly address: string; readonly port: number };
  /** Files below the prefix, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** When they were last modified, in seconds since 1970; default: now. */
  readonly fileSeconds?: number;
}

/** Does with a running proxy what is to be compared. @param directory its prefix. */
export type Play<T> = (program: Program, directory: string) => Promise<T>;

/**
 * The same configuration, files and play for the real nginx and then for the bundled proxy, each
 * with a prefix of its own; what became of each.
 */
export async function bothProxies<T>(
  given: Given,
  play: Play<T>,
): Promise<{ readonly nginx: T; readonly tidegate: T }> {
  const nginx = await playWith(given, play, (file, directory) => {
    const { config } = given;
    const stream = /\bstream \{/.test(config) ? withStream(config) : config;
    writeFileSync(file, forNginx(stream, directory));
    return startNginx(file, directory, given.front);
  });
  const tidegate = await playWith(given, play, (file, directory) => {
    writeFileSync(file, given.config);
    return startTidegate(file, directory);
  });
  return { nginx, tidegate };
}

async function playWith<T>(
  { files = {}, fileSeconds }: Given,
  play: Play<T>,
  start: (file: string, directory: string) => Promise<Program>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'both-proxies-'));
  try {
    // nginx's workers may be somebody else.
    chmodSync(directory, 0o755);
    for (const [name, text] of Object.entries(files)) {
      const file = join(directory, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      if (fileSeconds !== undefined) utimesSync(file, fileSeconds, fileSeconds);
    }
    const program = await start(join(directory, 'nginx.conf'), directory);
    try {
      return await play(program, directory);
    } finally {
      await program.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
