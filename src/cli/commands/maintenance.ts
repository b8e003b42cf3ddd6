import { type Command, Option } from 'commander';
import { TidegateError } from '../../lib/errors.js';
import type { UpState } from '../../model/up.js';
import { RENDERERS } from '../../report/renderers.js';
import { print } from '../print.js';
import type { World } from '../world.js';

interface Options {
  readonly backend?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

const ACTIONS = ['on', 'off', 'status'] as const;
type Action = (typeof ACTIONS)[number];

export function addMaintenanceCommand(program: Command, world: World): void {
  program
    .command('maintenance')
    .description('Flip maintenance on a chain that `tidegate up` started.')
    .argument('<action>', 'on, off or status', parseAction)
    .addOption(
      new Option('--backend <name>', 'which backend; default: the one the scenario drains'),
    )
    .option('--json', 'print the state as JSON')
    .option('--quiet', 'print nothing but errors')
    .addHelpText(
      'after',
      '\nExamples:\n  $ tidegate maintenance on\n  $ tidegate maintenance status',
    )
    .action((action: Action, options: Options) => flip(world, action, options));
}

function parseAction(text: string): Action {
  const action = ACTIONS.find((candidate) => candidate === text);
  if (!action) {
    throw new TidegateError('OPTION_BAD', `maintenance cannot be "${text}"`, {
      hint: 'Say on, off or status.',
    });
  }
  return action;
}

async function flip(world: World, action: Action, options: Options): Promise<void> {
  const { readUpState, stateFile } = await import('../../run/up/up-state.js');
  const { fileFlip } = await import('../../run/maintenance/flip.js');
  const state = await readUpState(stateFile(world.env));
  const chosen = chooseBackends(state, action, options.backend);
  for (const { maintenanceFile } of chosen) {
    const file = fileFlip(maintenanceFile, state.page);
    if (action === 'on') await file.on();
    if (action === 'off') await file.off();
  }
  if (options.quiet && !options.json) return;
  const { existsSync } = await import('node:fs');
  const states = chosen.map(({ name, maintenanceFile }) => ({
    backend: name,
    maintenance: existsSync(maintenanceFile),
    file: maintenanceFile,
  }));
  await print(world, RENDERERS.maintenance[options.json ? 'json' : 'text'], states);
}

/** The backend to flip, or all of them for `status`. */
function chooseBackends(
  state: UpState,
  action: Action,
  name: string | undefined,
): UpState['backends'] {
  if (state.drains === null) {
    throw new TidegateError(
      'CHAIN_MAINTENANCE_MISSING',
      `the chain "${state.scenario}" has no maintenance`,
      {
        hint: 'Start one that has: tidegate up maintenance.',
      },
    );
  }
  if (action === 'status' && name === undefined) return state.backends;
  const wanted = name ?? state.drains;
  const chosen = state.backends.filter((backend) => backend.name === wanted);
  if (chosen.length === 0) {
    const names = state.backends.map((backend) => backend.name).join(', ');
    throw new TidegateError(
      'OPTION_BAD',
      `--backend is "${wanted}", and the chain has none of that name`,
      {
        hint: `Name one of: ${names}.`,
      },
    );
  }
  return chosen;
}
