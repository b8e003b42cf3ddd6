import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exchange } from '../../support/http/raw-client.js';
import { bothProxies, type Given } from './both-proxies.js';

/** What is sent to both proxies, and which of their files are then read. */
export interface Logged extends Given {
  /** The bytes of each connection, one after the other. */
  readonly wires: readonly string[];
  readonly logs: readonly string[];
  /** Replaces what differs in every run. */
  readonly mask: (line: string) => string;
}

/** Lines of each log, by its name. */
export type Lines = Readonly<Record<string, readonly string[]>>;

/** Runs the same on the real nginx and on the bundled proxy; returns what each has logged. */
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
