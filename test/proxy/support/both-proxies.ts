import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { forNginx, type Program, startNginx, startTidegate, withStream } from './program.js';

/** What both proxies are given. */
export interface Given {
  /** A whole configuration, in one file. */
  readonly config: string;
  /** An address on which the configuration listens. */
  readonly front: { readonly address: string; readonly port: number };
  /** Files below the prefix, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** When they were last modified, in seconds since 1970, the same for both; default: now. */
  readonly fileSeconds?: number;
}

/** Does with a running proxy what is compared. @param directory its prefix. */
export type Play<T> = (program: Program, directory: string) => Promise<T>;

/**
 * Runs the same configuration, files and play on the real nginx and then on the bundled proxy, each
 * in a clean prefix with the same path; returns both results.
 */
export async function bothProxies<T>(
  given: Given,
  play: Play<T>,
): Promise<{ readonly nginx: T; readonly tidegate: T }> {
  const base = mkdtempSync(join(tmpdir(), 'both-proxies-'));
  const { config, front, fileSeconds = Math.floor(Date.now() / 1000) } = given;
  const prefix = join(base, 'prefix');
  const file = join(prefix, 'nginx.conf');
  const playWith = async (text: string, start: () => Promise<Program>): Promise<T> => {
    layOut(prefix, given.files ?? {}, fileSeconds);
    writeFileSync(file, text);
    const program = await start();
    try {
      return await play(program, prefix);
    } finally {
      await program.stop();
      rmSync(prefix, { recursive: true });
    }
  };
  try {
    // nginx's workers may run as another user.
    chmodSync(base, 0o755);
    const real = /\bstream \{/.test(config) ? withStream(config) : config;
    return {
      nginx: await playWith(forNginx(real, prefix), () => startNginx(file, prefix, front)),
      tidegate: await playWith(config, () => startTidegate(file, prefix)),
    };
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function layOut(prefix: string, files: Readonly<Record<string, string>>, seconds: number): void {
  mkdirSync(prefix);
  for (const [name, text] of Object.entries(files)) {
    const file = join(prefix, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, seconds, seconds);
  }
}
