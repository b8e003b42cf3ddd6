import { EXIT, type ExitCode, TidegateError } from '../lib/errors.js';
import { interruptionOf } from '../lib/interruption.js';
import { jsonText } from '../lib/printable.js';
import type { Deployment } from '../model/hop.js';
import type { ConfigProof } from '../model/prove-config.js';
import { portListOption, portRangeOption } from './capacity-options.js';
import { clientsFor } from './clients-for.js';
import { languageOfFile } from './config-language.js';
import { layoutOf } from './layout-of.js';
import { createLiveLine } from './live-line.js';
import type { ProveOptions } from './prove-options.js';
import { topologyReader } from './topology-reader.js';
import type { World } from './world.js';

/** `tidegate prove CONFIG`. @throws TidegateError */
export async function proveConfiguration(
  world: World,
  file: string,
  options: ProveOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  refuseMisplaced(options);
  const { proveConfig } = await import('../run/prove/config/prove-config.js');
  const live = createLiveLine(world.stderr, !options.quiet && !options.json);
  const { portRange, reserved } = options;
  let proof: ConfigProof;
  try {
    proof = await proveConfig({
      file,
      language: languageOfFile(file),
      engine: options.engine ?? null,
      scale: options.scale ?? 1,
      portRange: portRange === undefined ? null : portRangeOption('--port-range', portRange),
      // The kernel takes no blanks.
      reserved:
        reserved === undefined ? null : portListOption('--reserved', reserved).replace(/\s/g, ''),
      nofile: options.nofile ?? null,
      readDeployment,
      signal,
      onProgress: (what) => live.show(what),
    });
  } catch (error) {
    if (signal.aborted) return interruptionOf(signal).exitCode;
    throw asInvalid(error);
  } finally {
    live.clear();
  }
  await print(world, options, proof);
  return proof.agrees ? EXIT.pass : EXIT.fail;
}

async function print(
  world: World,
  { json, quiet }: ProveOptions,
  proof: ConfigProof,
): Promise<void> {
  if (quiet) return;
  if (json) {
    world.stdout.write(jsonText(proof));
    return;
  }
  const { renderConfigProof } = await import('../report/prove-config-text.js');
  world.stdout.write(renderConfigProof(proof, layoutOf(world)));
}

/** The hops of a configuration or of its scaled copy, as `capacity` reads them. */
async function readDeployment(file: string): Promise<Deployment> {
  const read = await topologyReader(file, languageOfFile(file), undefined);
  return read(clientsFor({ clients: 'remote' }, { schema: 'tidegate.facts/1' })).deployment;
}

/** What is wrong with the configuration has an exit code of its own. */
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
