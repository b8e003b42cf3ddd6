import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readScenario } from '../../config/scenario/read-scenario.js';
import { reasonOf, TidegateError } from '../../lib/errors.js';
import { SHIPPED_SCENARIOS } from '../../lib/package.js';
import { readBounded } from '../../lib/read-bounded.js';
import type { Scenario } from '../../model/scenario.js';
import { VOCABULARY } from './vocabulary.js';

/** A shipped scenario has a few kilobytes. */
const MAX_SCENARIO_BYTES = 1_000_000;

/**
 * Finds and reads a scenario, by the name of a shipped one or by the path of a file.
 * @throws TidegateError SCENARIO_NOT_FOUND, SCENARIO_NOT_READABLE, and what readScenario throws.
 */
export async function loadScenario(
  nameOrFile: string,
): Promise<{ readonly file: string; readonly scenario: Scenario }> {
  const shipped = await shippedScenarios();
  const file = shipped.get(nameOrFile) ?? nameOrFile;
  try {
    const text = readBounded(file, MAX_SCENARIO_BYTES).toString();
    return { file, scenario: readScenario(file, text, VOCABULARY) };
  } catch (error) {
    if (error instanceof TidegateError) throw error;
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const why = reasonOf(error);
    throw new TidegateError(
      absent ? 'SCENARIO_NOT_FOUND' : 'SCENARIO_NOT_READABLE',
      absent ? `there is no scenario "${nameOrFile}"` : `cannot read ${nameOrFile}: ${why}`,
      {
        hint: `Name one that ships (${[...shipped.keys()].join(', ')}) or the path of a scenario file.`,
        cause: error,
      },
    );
  }
}

async function shippedScenarios(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const folder of await readdir(SHIPPED_SCENARIOS, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    const directory = new URL(`${folder.name}/`, SHIPPED_SCENARIOS);
    const files = await readdir(directory);
    if (files.includes('scenario.yaml')) {
      found.set(folder.name, fileURLToPath(new URL('scenario.yaml', directory)));
    }
  }
  return found;
}
