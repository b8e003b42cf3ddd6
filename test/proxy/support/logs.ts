import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { forNginx, type Program, startNginx, startTidegate } from './program.js';
import { exchange } from './raw-client.js';

/** What is asked of both proxies, and which files of theirs are then read. */
export interface Logged {
  readonly config: string;
  readonly front: { readonly address: string; readonly port: number };
  /** Below the prefix, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Bytes of one connection after the other. */
  readonly wires: readonly string[];
  readonly logs: readonly string[];
  /** Takes out what no two runs have alike. */
  readonly mask: (line: string) => string;
}

/** Lines of each log, by its name. */
export type Lines = Readonly<Record<string, readonly string[]>>;

/** The same to the real nginx and to the bundled proxy; what each has logged. */
export async function logsOfBoth(logged: Logged): Promise<{ nginx: Lines; tidegate: Lines }> {
  const { config, front } = logged;
  const nginx = await logsOf(logged, (directory, file) => {
    writeFileSync(file, forNginx(config, directory));
    return startNginx(file, directory, front);
  });
  const tidegate = await logsOf(logged, (directory, file) => {
    writeFileSync(file, config);
    return startTidegate(file, directory);
  });
  return { nginx, tidegate };
}

async function logsOf(
  { front, files, wires, logs, mask }: Logged,
  start: (directory: string, file: string) => Promise<Program>,
): Promise<Lines> {
  const directory = mkdtempSync(join(tmpdir(), 'logged-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    const program = await start(directory, join(directory, 'nginx.conf'));
    try {
      for (const wire of wires) await exchange(front.address, front.port, wire);
    } finally {
      await program.stop();
    }
    const lines = (log: string): readonly string[] =>
      readFileSync(join(directory, log), 'latin1')
        .replaceAll(directory, 'PREFIX')
        .split('\n')
        .map(mask);
    return Object.fromEntries(logs.map((log) => [log, lines(log)]));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
