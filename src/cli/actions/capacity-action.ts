import { assessCapacity } from '../../capacity/assess.js';
import { asKernelBinds } from '../../capacity/kernel-binds.js';
import { plainDeployment } from '../../capacity/plain/plain-hop.js';
import type { Sized } from '../../capacity/target/sized.js';
import type { ConfigLanguage } from '../../config/language.js';
import { TidegateError } from '../../lib/errors.js';
import type { TargetPlan } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { BindMode } from '../../model/hop.js';
import { RENDERERS } from '../../report/renderers.js';
import type { HostFlags } from '../options/host-flags.js';
import { print } from '../print.js';
import type { World } from '../world.js';
import { clientsFor } from './clients-for.js';
import { languageOfFile } from './config-language.js';
import { factsFor } from './facts-for.js';
import type { ReadConfig } from './topology-reader.js';

export interface CapacityOptions extends HostFlags {
  readonly json?: true;
  readonly quiet?: true;
  readonly sources?: string;
  readonly destinations?: string;
  readonly maxConns?: number;
  readonly bind?: BindMode;
  readonly target?: number;
}

/** @throws TidegateError for a wrong option, facts file or configuration */
export async function printCapacity(
  config: string | undefined,
  options: CapacityOptions,
  world: World,
): Promise<void> {
  const language = config === undefined ? null : languageOfFile(config);
  const [facts, read] = await Promise.all([
    factsFor(options, language),
    config === undefined || language === null ? null : configReader(config, language, options),
  ]);
  const version = language ? facts.proxyVersions?.[language] : undefined;
  const found = read ? read(clientsFor(options, facts), version) : plain(options, facts);
  const deployment = asKernelBinds(found.deployment, facts);
  const assessed = assessCapacity(deployment, facts, found.warnings);
  const target = await targetFor(options, { deployment, facts });
  const report = {
    ...assessed,
    ...(config !== undefined && { config }),
    ...(target && { target }),
  };
  const format = options.json ? 'json' : options.quiet ? 'figure' : 'text';
  await print(world, RENDERERS.capacity[format], report);
}

async function targetFor(options: CapacityOptions, now: Sized): Promise<TargetPlan | null> {
  const { target } = options;
  if (target === undefined) return null;
  if (now.deployment.hops.length === 0) {
    throw new TidegateError(
      'TARGET_HOPS_MISSING',
      'nothing here accepts connections, so no target can be computed',
      {
        hint: 'Name the configuration that listens, with all that it includes.',
      },
    );
  }
  const { planTarget } = await import('../../capacity/target/plan-target.js');
  return planTarget(now, target).plan;
}

function plain(options: CapacityOptions, facts: HostFacts): ReturnType<ReadConfig> {
  refuse(
    options,
    ['clients', 'clientPortRange', 'prefix'],
    'needs a configuration',
    'Name one: tidegate capacity nginx.conf. Without a configuration, use --sources and --destinations.',
  );
  const hop = {
    sources: options.sources ?? '1',
    destinations: options.destinations ?? '1',
    bind: options.bind ?? 'late',
    maxConns: options.maxConns ?? null,
  };
  return { deployment: plainDeployment(hop, facts), warnings: [] };
}

/** Loads the reader of the configuration's language while the facts are read. */
async function configReader(
  config: string,
  language: ConfigLanguage,
  options: CapacityOptions,
): Promise<ReadConfig> {
  refuse(
    options,
    ['sources', 'destinations', 'maxConns', 'bind'],
    'describes a hop without a configuration',
    'Leave it out, or leave the configuration out.',
  );
  const { topologyReader } = await import('./topology-reader.js');
  return topologyReader(config, language, options.prefix);
}

function refuse(
  options: CapacityOptions,
  names: readonly (keyof CapacityOptions)[],
  why: string,
  hint: string,
): void {
  const name = names.find((one) => options[one] !== undefined);
  if (!name) return;
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new TidegateError('OPTION_MISPLACED', `--${flag} ${why}`, { hint });
}
