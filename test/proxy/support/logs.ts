import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exchange } from '../../support/http/raw-client.js';
import { bothProxies, type Given } from './both-proxies.js';

/** What is asked of both proxies, and which files of theirs are then read. */
export interface Logged extends Given {
  /** Bytes of one connection after the other. */
  readonly wires: readonly string[];
  readonly logs: readonly string[];
  /** Takes out what no two runs have alike. */
  readonly mask: (line: string) => string;
}

/** Lines of each log, by its name. */
export type Lines = Readonly<Record<string, readonly string[]>>;

/** The same to the real nginx and to the bundled proxy; what each has logged. */
export function logsOfBoth(logged: Logged): Promise<{ nginx: Lines; tidegate: Lines }> {
  const { front, wires, logs, mask } = logged;
  return bothProxies(logged, async (program, directory) => {
    for (const wire of wires) await exchange(front.address, front.port, wire);
    await program.stop();
    return linesOf(directory, logs, mask);
  });
}

/** @param directory the prefix, which lines name as `PREFIX`. */
export function linesOf(
  directory: string,
  logs: readonly string[],
  mask: (line: string) => string,
): Lines {
  const lines = (log: string): readonly string[] =>
    readFileSync(join(directory, log), 'latin1')
      .replaceAll(directory, 'PREFIX')
      .split('\n')
      .map(mask);
  return Object.fromEntries(logs.map((log) => [log, lines(log)]));
}
