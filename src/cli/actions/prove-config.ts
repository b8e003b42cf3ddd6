import { EXIT, type ExitCode, interruptionOf, TidegateError } from '../../lib/errors.js';
import type { Deployment } from '../../model/hop.js';
import type { ConfigProof, TargetProof } from '../../model/prove-config.js';
import type { ProveConfigOptions } from '../../prove/config/copy/making.js';
import { RENDERERS } from '../../report/renderers.js';
import { createLiveLine } from '../live-line.js';
import type { ProveOptions } from '../options/prove-options.js';
import { print } from '../print.js';
import type { World } from '../world.js';
import { clientsFor } from './clients-for.js';
import { languageOfFile } from './config-language.js';
import { topologyReader } from './topology-reader.js';

/** `tidegate prove CONFIG`. @throws TidegateError */
export async function proveConfiguration(
  world: World,
  file: string,
  options: ProveOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  refuseMisplaced(options);
  const live = await createLiveLine(world, !options.quiet && !options.json);
  const order = {
    ...orderOf(file, options),
    signal,
    onProgress: (stage: string) => live.show({ stage }),
  };
  let proof: ConfigProof | TargetProof;
  try {
    proof = await proofOf(order, options.target);
  } catch (error) {
    if (signal.aborted) return interruptionOf(signal).exitCode;
    throw asInvalid(error);
  } finally {
    live.clear();
  }
  await show(world, options, proof);
  const passes = 'holds' in proof ? proof.holds : proof.agrees;
  return passes ? EXIT.pass : EXIT.fail;
}

function orderOf(
  file: string,
  { engine, scale, portRange, reserved, nofile }: ProveOptions,
): Omit<ProveConfigOptions, 'signal' | 'onProgress'> {
  return {
    file,
    language: languageOfFile(file),
    engine: engine ?? null,
    scale: scale ?? 1,
    portRange: portRange ?? null,
    reserved: reserved ?? null,
    nofile: nofile ?? null,
    readDeployment,
  };
}

async function proofOf(
  order: ProveConfigOptions,
  target: number | undefined,
): Promise<ConfigProof | TargetProof> {
  if (target === undefined) {
    const { proveConfig } = await import('../../prove/config/prove-config.js');
    return await proveConfig(order);
  }
  const { proveTarget } = await import('../../prove/config/prove-target.js');
  return await proveTarget(order, target);
}

async function show(
  world: World,
  { json, quiet }: ProveOptions,
  proof: ConfigProof | TargetProof,
): Promise<void> {
  if (quiet) return;
  const format = json ? 'json' : 'text';
  if ('holds' in proof) await print(world, RENDERERS.proveTarget[format], proof);
  else await print(world, RENDERERS.proveConfig[format], proof);
}

/** The hops of a configuration or of its scaled copy, as `capacity` reads them. */
async function readDeployment(file: string): Promise<Deployment> {
  const read = await topologyReader(file, languageOfFile(file), undefined);
  return read(clientsFor({}, { schema: 'tidegate.facts/1' })).deployment;
}

/** Errors of the configuration end prove with another exit code. */
function asInvalid(error: unknown): unknown {
  if (!(error instanceof TidegateError) || !error.code.startsWith('CONFIG_')) return error;
  const { code, message, hint, place, said, cause } = error;
  const options = {
    said,
    cause,
    exitCode: EXIT.invalid,
    ...(hint && { hint }),
    ...(place && { place }),
  };
  return new TidegateError(code, message, options);
}

function refuseMisplaced(options: ProveOptions): void {
  const misplaced = (['sources', 'destinations', 'bind'] as const).find(
    (one) => options[one] !== undefined,
  );
  if (!misplaced) return;
  throw new TidegateError(
    'OPTION_MISPLACED',
    `--${misplaced} describes a case without a configuration`,
    { hint: 'Leave it out, or leave the configuration out.' },
  );
}
