import { closeSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { cpus, networkInterfaces, release } from 'node:os';

/** What reading the facts needs of a host; tests pass a made-up one. */
export interface Host {
  /** As `process.platform`. */
  readonly platform: string;
  readonly release: string;
  readonly cpus: number;
  /** The file's text; null when there is none or it may not be read. */
  read(path: string): string | null;
  /** Where a symbolic link leads; null when it may not be read. */
  link(path: string): string | null;
  /**
   * The file line by line, for large files that are read only in part; no lines when there is no
   * file.
   */
  lines(path: string): Iterable<string>;
  /** IPv4 addresses of the loopback interface with their prefix length. */
  loopbackCidrs(): readonly string[];
  /** Standard output of a program; null when it is missing or fails. */
  run(program: string, args: readonly string[]): string | null;
  /** The output of `program -v`, on either stream; null when the program is missing. */
  versionText(program: string): string | null;
}

export function thisHost(): Host {
  return {
    platform: process.platform,
    release: release(),
    cpus: cpus().length,
    read,
    lines,
    link,
    loopbackCidrs: () =>
      Object.values(networkInterfaces())
        .flatMap((addresses) => addresses ?? [])
        .filter((address) => address.internal && address.family === 'IPv4')
        .flatMap((address) => address.cidr ?? []),
    run: (program, args) => {
      try {
        // Only macOS needs it, and loading it costs every start a few milliseconds.
        const { execFileSync } = process.getBuiltinModule('node:child_process');
        return execFileSync(program, args, {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        });
      } catch {
        return null;
      }
    },
    versionText: (program) => {
      const { spawnSync } = process.getBuiltinModule('node:child_process');
      const run = spawnSync(program, ['-v'], { encoding: 'utf8', timeout: VERSION_TIMEOUT_MS });
      return run.error ? null : run.stdout + run.stderr;
    },
  };
}

/** A proxy prints a line and ends. A program that takes longer is no proxy. */
const VERSION_TIMEOUT_MS = 2000;

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function link(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

const CHUNK_BYTES = 65_536;

function* lines(path: string): Iterable<string> {
  const fd = tryOpen(path);
  if (fd === null) return;
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest = '';
    for (let got = readSync(fd, chunk); got > 0; got = readSync(fd, chunk)) {
      const parts = (rest + chunk.toString('latin1', 0, got)).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
    if (rest !== '') yield rest;
  } finally {
    closeSync(fd);
  }
}

function tryOpen(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}
