import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { relocate } from '../../config/nginx/relocate.js';
import { reasonOf, TidegateError } from '../../lib/errors.js';
import type { Scenario } from '../../model/scenario.js';

/** A scenario whose configurations are copied to a directory of this run. */
export interface Stage {
  readonly scenario: Scenario;
  /** Removed when the run ends. */
  readonly directory: string;
  /** Path of a configuration that the scenario names. */
  config(name: string): string;
  /** The prefix (`-p`) of a box; its `html` and `logs` folders exist. */
  prefix(box: string): string;
}

/** Matches the name of a stage's directory. */
export const STAGE_NAME = /^tidegate-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A name for a stage's directory, which is made later: the janitor must know the name before the
 * directory exists.
 */
export function nameStage(): string {
  return resolve(tmpdir(), `tidegate-${randomUUID()}`);
}

/** Where the copies of the configurations are. */
export function confsOf(directory: string): string {
  return join(directory, 'conf');
}

/**
 * Makes `directory` and copies every configuration beside the scenario's file into it, moved to the
 * loopback block if one is given, with a prefix for each box.
 * @param block first three octets of a loopback block, `127.9.8`; null = unchanged.
 * @throws TidegateError SCENARIO_BAD, TMPDIR_NOT_WRITABLE
 */
export async function setStage(
  directory: string,
  file: string,
  scenario: Scenario,
  block: string | null,
): Promise<Stage> {
  refuseElsewhere(file, scenario.topology);
  await makeOwn(directory);
  const move = (text: string): string => (block === null ? text : relocate(text, block));
  const source = dirname(file);
  const confs = confsOf(directory);
  await mkdir(confs);
  for (const name of await readdir(source)) {
    if (!name.endsWith('.conf')) continue;
    await writeFile(join(confs, name), move(await readFile(join(source, name), 'utf8')));
  }
  const { frontend, backends } = scenario.topology;
  const boxes = [
    ...(frontend ? ['frontend'] : []),
    ...backends.flatMap(({ name, proxy }) => (proxy ? [`backend-${name}`] : [])),
  ];
  for (const box of boxes) {
    for (const folder of ['html', 'logs']) {
      await mkdir(join(directory, box, folder), { recursive: true });
    }
  }
  return {
    scenario: moved(scenario, move),
    directory,
    config: (name) => join(confs, basename(name)),
    prefix: (box) => join(directory, box),
  };
}

/** Only `.conf` files beside the scenario's file are copied. @throws TidegateError SCENARIO_BAD */
function refuseElsewhere(file: string, { frontend, backends }: Scenario['topology']): void {
  for (const proxy of [frontend, ...backends.map((backend) => backend.proxy)]) {
    if (!proxy || /^[^/]+\.conf$/.test(proxy.config)) continue;
    throw new TidegateError('SCENARIO_BAD', `${file}: a chain cannot run config: ${proxy.config}`, {
      hint: 'Put it beside the scenario file, with a name that ends with .conf.',
    });
  }
}

/** @throws TidegateError TMPDIR_NOT_WRITABLE */
async function makeOwn(directory: string): Promise<void> {
  try {
    // Not recursive, so that it fails if the directory exists: it must be new and ours.
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    const why = reasonOf(error);
    const message = `the run's directory cannot be made under ${tmpdir()} (TMPDIR): ${why}`;
    throw new TidegateError('TMPDIR_NOT_WRITABLE', message, {
      hint: 'Set TMPDIR to a folder that exists and can be written to.',
      cause: error,
    });
  }
}

function moved(scenario: Scenario, move: (text: string) => string): Scenario {
  const { topology, load } = scenario;
  return {
    ...scenario,
    topology: {
      ...topology,
      backends: topology.backends.map(({ server, ...backend }) => ({
        ...backend,
        server: { ...server, address: move(server.address) },
      })),
    },
    load: { ...load, sources: load.sources === null ? null : move(load.sources) },
  };
}
