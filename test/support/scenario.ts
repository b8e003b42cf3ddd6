import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The shipped maintenance scenario, made fast enough for a test. */
const QUICK: readonly [file: string, find: string, replace: string][] = [
  ['scenario.yaml', 'connections: 10000', 'connections: 600'],
  ['scenario.yaml', 'ramp: 8s', 'ramp: 1s'],
  ['scenario.yaml', 'hold: 3s', 'hold: 500ms'],
  ['scenario.yaml', 'settle: 1s', 'settle: 200ms'],
  ['scenario.yaml', 'return: 4s', 'return: 1500ms'],
  ['scenario.yaml', 'every: 2s', 'every: 300ms'],
  ['scenario.yaml', 'every: 1s', 'every: 200ms'],
  ['scenario.yaml', '[2s, 5s]', '[300ms, 900ms]'],
  ['scenario.yaml', '[1s, 5s]', '[300ms, 900ms]'],
  // Two backend proxies with one process each; the frontend tests several workers.
  ['backend-a.conf', 'worker_processes auto', 'master_process off'],
  ['backend-b.conf', 'worker_processes auto', 'master_process off'],
  ['frontend.conf', 'interval=500ms', 'interval=200ms'],
  ['frontend.conf', 'drain_timeout 8s', 'drain_timeout 1500ms'],
];

/** The same on ::1, which has no block for each test, so five consecutive ports must be free. */
export function onIpv6(port: number): readonly (readonly [string, string, string])[] {
  const at = (offset: number): string => `[::1]:${port + offset}`;
  return [
    ['frontend.conf', '127.0.0.1:18080', at(0)],
    ['frontend.conf', '127.0.0.1:18081', at(1)],
    ['frontend.conf', '127.0.0.2:18081', at(2)],
    ['backend-a.conf', '127.0.0.1:18081', at(1)],
    ['backend-a.conf', '127.0.0.1:18090', at(3)],
    ['backend-b.conf', '127.0.0.2:18081', at(2)],
    ['backend-b.conf', '127.0.0.2:18090', at(4)],
    ['scenario.yaml', '127.0.0.1:18090', `"${at(3)}"`],
    ['scenario.yaml', '127.0.0.2:18090', `"${at(4)}"`],
    ['scenario.yaml', 'sources: 127.0.0.64', 'sources: ::1'],
  ];
}

export interface TestScenario {
  readonly directory: string;
  readonly file: string;
  remove(): void;
}

/** In which file which text is replaced by which. */
export type Edit = readonly [file: string, find: string, replace: string];

/** A copy of the shipped maintenance scenario in its own folder, with further edits. */
export function quickScenario(...edits: readonly Edit[]): TestScenario {
  return copyScenario('maintenance', [...QUICK, ...edits]);
}

/** A copy of a shipped scenario in its own folder, with edits, each of which must apply. */
export function copyScenario(shipped: string, edits: readonly Edit[]): TestScenario {
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-scenario-'));
  cpSync(`scenarios/${shipped}`, directory, { recursive: true });
  for (const [name, find, replace] of edits) {
    const file = join(directory, name);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(find)) throw new Error(`${name} does not hold "${find}"`);
    writeFileSync(file, text.replaceAll(find, replace));
  }
  return {
    directory,
    file: join(directory, 'scenario.yaml'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
