import { overrideFacts } from '../capacity/override-facts.js';
import type { HostFacts } from '../model/facts.js';
import { portListOption, portRangeOption } from './capacity-options.js';

/** The options that say of which host the figures are. */
export interface FactOptions {
  readonly facts?: string;
  readonly portRange?: string;
  readonly reserved?: string;
  readonly kernel?: string;
}

/** This host's facts or those of a file, with what the command line overrides. @throws TidegateError */
export async function factsFor(options: FactOptions): Promise<HostFacts> {
  const facts = options.facts ? await captured(options.facts) : await live();
  return overrideFacts(facts, {
    ...(options.portRange && { portRange: portRangeOption('--port-range', options.portRange) }),
    ...(options.reserved !== undefined && {
      reservedPorts: portListOption('--reserved', options.reserved),
    }),
    ...(options.kernel && { kernel: options.kernel }),
  });
}

async function captured(file: string): Promise<HostFacts> {
  const { readFactsFile } = await import('../host/facts-file.js');
  return readFactsFile(file);
}

async function live(): Promise<HostFacts> {
  const [{ readFacts }, { thisHost }] = await Promise.all([
    import('../host/read-facts.js'),
    import('../host/host.js'),
  ]);
  return readFacts(thisHost());
}
