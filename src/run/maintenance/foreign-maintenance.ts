import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Scenario } from '../../model/scenario.js';
import type { CommandPair } from '../command/last-word.js';
import { type Janitor, startJanitor } from '../janitor/janitor.js';
import { readConfigFile } from '../targets/read-config.js';
import { healthTiming } from '../targets/topology.js';
import { commandFlip } from './command-flip.js';
import { type DeployedBackend, type HealthTiming, Maintenance } from './maintenance.js';

/** How a backend of the user's own deployment is taken out, as given on the command line. */
export interface ForeignMaintenanceOptions {
  readonly on: string;
  readonly off: string;
  /** Longest time that each command may take. */
  readonly commandTimeoutMs: number;
  /** Text that its health answer contains during maintenance; null = the scenario's page. */
  readonly text: string | null;
  /** Path of the backends' health URI; null = the scenario's. */
  readonly healthPath: string | null;
  /**
   * The longest time in which its frontend detects the flip; null = as the scenario's frontend is
   * configured.
   */
  readonly detectMs: number | null;
  /** Failed checks in a row that take a backend out; null = 1 if `detectMs` is given. */
  readonly fall: number | null;
  /** Good checks in a row that bring it back; null = not known. */
  readonly rise: number | null;
  /**
   * Its waiting timeout; `none` = established connections are never ended; null = as the scenario's
   * frontend is configured.
   */
  readonly waitMs: number | 'none' | null;
}

/** If `rise` is not known, the return is waited for as long as this many good checks take. */
const UNKNOWN_RISE = 10;

/**
 * Maintenance by the user's own commands, on the first of the backends.
 * @param file the scenario's file, whose frontend provides what the options leave out
 * @param page text of its health answer during maintenance
 * @throws TidegateError of the configuration reader, CHAIN_HEALTH_CHECK_MISSING
 */
export async function foreignMaintenance(
  options: ForeignMaintenanceOptions,
  { file, scenario }: { readonly file: string; readonly scenario: Scenario },
  backends: readonly DeployedBackend[],
  page: string,
): Promise<{ readonly maintenance: Maintenance; readonly janitor: Janitor }> {
  const [drained] = backends;
  if (!drained) throw new Error('a deployment without a backend');
  const { on, off, commandTimeoutMs: limitMs } = options;
  const commands: CommandPair = { backend: drained.name, on, off, limitMs, mark: randomUUID() };
  const frontend = scenario.topology.frontend?.config ?? '';
  const shipped = healthTiming(readConfigFile(join(dirname(file), frontend)));
  const janitor = await startJanitor({ remove: [], note: null, commands });
  const maintenance = new Maintenance({
    backends,
    drained,
    flip: commandFlip(commands, janitor),
    health: foreignTiming(options, shipped),
    page,
    pageTold: options.text !== null,
    reportsTransitions: false,
    promises: { rise: options.rise !== null, wait: options.waitMs !== 'none' },
    announce: () => undefined,
  });
  return { maintenance, janitor };
}

/** The timing that the scenario's own frontend promises, for all that the user does not state. */
function foreignTiming(options: ForeignMaintenanceOptions, shipped: HealthTiming): HealthTiming {
  const { detectMs, fall, rise, waitMs } = options;
  const detection = detectMs === null ? {} : { intervalMs: detectMs, jitterMs: 0, fails: 1 };
  return {
    ...shipped,
    ...detection,
    ...(fall === null ? {} : { fails: fall }),
    passes: rise ?? UNKNOWN_RISE,
    waitMs: waitMs === 'none' ? null : (waitMs ?? shipped.waitMs),
  };
}
