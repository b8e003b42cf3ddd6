import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ConfigLanguage } from '../../../config/language.js';
import { thisHost } from '../../../host/facts/host.js';
import { readFacts } from '../../../host/facts/read-facts.js';
import { DEFAULT_PORT_RANGE } from '../../../lib/ports.js';
import type { HostFacts } from '../../../model/facts.js';
import type { Deployment, PortRange } from '../../../model/hop.js';
import type { ConfigProof, EngineUnderProof } from '../../../model/prove-config.js';
import { chooseEngine } from '../engine.js';
import { copyHaproxy } from './haproxy/haproxy-copy.js';
import { copyNginx } from './nginx/nginx-copy.js';
import type { ProxyCopy } from './proxy-copy.js';
import { scaledNofile, scaledRange } from './scale.js';
import { StandIns } from './stand-ins.js';

export interface ProveConfigOptions {
  readonly file: string;
  readonly language: ConfigLanguage;
  readonly engine: EngineUnderProof | null;
  readonly scale: number;
  /** Replaces this host's range, before scaling; null = this host's. */
  readonly portRange: PortRange | null;
  readonly reserved: string | null;
  readonly nofile: number | null;
  /** The hops of a configuration, as `capacity` reads them. */
  readonly readDeployment: (file: string) => Promise<Deployment>;
  readonly signal: AbortSignal;
  readonly onProgress: (what: string) => void;
}

/** A configuration that is ready to run: its copy in a directory of its own, and its surroundings. */
export interface Making {
  readonly file: string;
  readonly language: ConfigLanguage;
  readonly engine: ConfigProof['engine'];
  readonly made: ProxyCopy;
  /** Where the copy is written. */
  readonly copy: string;
  readonly directory: string;
  readonly standIns: StandIns;
  /** Facts of the namespace. */
  readonly facts: HostFacts;
}

/** Copies the configuration, and removes everything that belongs to the copy in the end. */
export async function withCopy<T>(
  options: ProveConfigOptions,
  use: (making: Making) => Promise<T>,
): Promise<T> {
  const { file, language, scale } = options;
  const engine = chooseEngine(language, options.engine);
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-prove-'));
  try {
    const standIns = new StandIns(directory, dirname(file));
    const made =
      language === 'nginx'
        ? copyNginx(file, engine.name, scale, standIns)
        : copyHaproxy(file, scale, standIns);
    const copy = join(directory, language === 'nginx' ? 'nginx.conf' : 'haproxy.cfg');
    writeFileSync(copy, made.text);
    const facts = factsInside(options, made);
    return await use({ file, language, engine, made, copy, directory, standIns, facts });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Facts of the future namespace: its only listeners are the stubs' and the proxy's own. */
function factsInside(options: ProveConfigOptions, { backends }: ProxyCopy): HostFacts {
  const { scale } = options;
  const host = readFacts(thisHost());
  const portRange = scaledRange(options.portRange ?? host.portRange ?? DEFAULT_PORT_RANGE, scale);
  const inherited =
    options.nofile === null ? host.nofile : { soft: options.nofile, hard: options.nofile };
  return {
    ...host,
    portRange,
    reservedPorts: options.reserved ?? host.reservedPorts ?? '',
    portsInUse: backends.flatMap((one) => ('port' in one ? [one.port] : [])),
    ...(inherited && { nofile: scaledNofile(inherited, scale) }),
  };
}
