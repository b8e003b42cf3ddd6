import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { assessCapacity } from '../../../capacity/assess.js';
import { workersOf } from '../../../capacity/workers.js';
import type { ConfigLanguage } from '../../../config/language.js';
import { thisHost } from '../../../host/host.js';
import { readFacts } from '../../../host/read-facts.js';
import { DEFAULT_PORT_RANGE } from '../../../lib/default-port-range.js';
import { EXIT, TidegateError } from '../../../lib/errors.js';
import type { CapacityReport } from '../../../model/capacity.js';
import type { HostFacts } from '../../../model/facts.js';
import type { Deployment, PortRange } from '../../../model/hop.js';
import type { ConfigProof, EngineUnderProof } from '../../../model/prove-config.js';
import { openNamespace } from '../namespace.js';
import { compare } from './compare.js';
import { chooseEngine, commandOf } from './engine.js';
import { copyHaproxy } from './haproxy-copy.js';
import type { Held, HoldOrder } from './hold-order.js';
import { copyNginx } from './nginx-copy.js';
import type { ProxyCopy } from './proxy-copy.js';
import { scaledNofile, scaledRange } from './scale.js';
import { StandIns } from './stand-ins.js';

export interface ProveConfigOptions {
  readonly file: string;
  readonly language: ConfigLanguage;
  readonly engine: EngineUnderProof | null;
  readonly scale: number;
  /** In place of this host's, before they are scaled; null = this host's. */
  readonly portRange: PortRange | null;
  readonly reserved: string | null;
  readonly nofile: number | null;
  /** The hops of a configuration, as `capacity` reads them. */
  readonly readDeployment: (file: string) => Promise<Deployment>;
  readonly signal: AbortSignal;
  readonly onProgress: (what: string) => void;
}

const ENTRY = new URL('./main.js', import.meta.url);

/** The prober has two descriptors a connection, and some of its own. */
const PROBER_OWN_DESCRIPTORS = 200;

/**
 * Runs a configuration in a namespace of its own, opens connections until it refuses, and holds
 * the count against the calculator's.
 * @throws TidegateError as the readers, the copies and the namespace do; PROVE_TOO_LARGE,
 *   PROVE_NO_WAY, PROVE_NOT_STARTED
 */
export async function proveConfig(options: ProveConfigOptions): Promise<ConfigProof> {
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
    const deployment = await options.readDeployment(scale === 1 && !made.asCopied ? file : copy);
    const report = assessCapacity(deployment, facts);
    const order = {
      ...orderFor({ file, made, facts, report, deployment, directory, copy, language }),
      command: commandOf(engine, copy, directory),
    };
    refuseTooLarge(report, order, facts);
    options.onProgress(`${engine.name} with ${file}`);
    const held = await holdInNamespace(order, engine.name, options.signal);
    const { portRange, reserved, nofile } = order;
    return {
      schema: 'tidegate.prove-config/1',
      config: file,
      engine,
      kernel: facts.kernel ?? '',
      scale,
      given: { portRange, reserved, nofile },
      standIns: [...standIns.said, ...held.leftOut],
      ...compare(report, held, { engine: engine.name, workers: workersIn(deployment, facts) }),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function holdInNamespace(
  order: HoldOrder,
  engine: EngineUnderProof,
  signal: AbortSignal,
): Promise<Held> {
  signal.throwIfAborted();
  const namespace = await openNamespace(ENTRY, true);
  const close = (): void => namespace.close();
  signal.addEventListener('abort', close);
  try {
    signal.throwIfAborted();
    const held = await namespace.ask('hold', order);
    if (held.notStarted) throw notStarted(engine, order, held.notStarted);
    return held;
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

/** What the namespace will be like: no listener but the stubs' and the proxy's own. */
function factsInside(options: ProveConfigOptions, { backends }: ProxyCopy): HostFacts {
  const { scale } = options;
  const host = readFacts(thisHost());
  const portRange = scaledRange(options.portRange ?? host.portRange ?? DEFAULT_PORT_RANGE, scale);
  const inherited =
    options.nofile === null ? host.nofile : { soft: options.nofile, hard: options.nofile };
  const stubs = backends.flatMap((one) => ('port' in one ? [one.port] : []));
  return {
    ...host,
    portRange,
    reservedPorts: options.reserved ?? host.reservedPorts ?? '',
    portsInUse: stubs.filter((port) => port >= portRange[0] && port <= portRange[1]),
    ...(inherited && { nofile: scaledNofile(inherited, scale) }),
  };
}

interface Making {
  readonly file: string;
  readonly made: ProxyCopy;
  readonly facts: HostFacts;
  readonly report: CapacityReport;
  readonly deployment: Deployment;
  readonly directory: string;
  readonly copy: string;
  readonly language: ConfigLanguage;
}

/**
 * Refusals in a row that make a way full. One nginx worker tries every server, so that it refuses for
 * all; HAProxy tries the one that its weights choose.
 */
const TRIES = { nginx: 3, haproxy: 12, hashed: 80, worker: 40 };

function orderFor(making: Making): Omit<HoldOrder, 'command'> {
  const { file, made, facts, report, deployment, directory, copy, language } = making;
  if (made.ways.length === 0) throw noWay();
  const portRange = facts.portRange ?? DEFAULT_PORT_RANGE;
  const workers = workersIn(deployment, facts);
  const hashed = report.hops.some(({ distribution }) => distribution !== null);
  const tries = Math.max(
    TRIES[language],
    hashed ? TRIES.hashed : 0,
    workers > 1 ? TRIES.worker * workers : 0,
  );
  const listeners = made.ways.flatMap<PortRange>(({ to }) =>
    'port' in to ? [[to.port, to.port]] : [],
  );
  const stubs = made.backends.flatMap<PortRange>((to) =>
    'port' in to ? [[to.port, to.port]] : [],
  );
  return {
    file,
    directory,
    copy,
    language,
    nofile: facts.nofile ?? { soft: null, hard: null },
    errorLogs: made.errorLogs,
    portRange,
    reserved: facts.reservedPorts ?? '',
    addresses: [...made.places.addresses],
    hosts: made.places.hosts,
    asksNames: made.asksNames,
    backends: made.backends,
    ways: made.ways,
    sources: made.sources,
    ownPorts: made.ownPorts,
    clientPortsOutside: [
      portRange,
      ...(made.ownPorts ? [made.ownPorts] : []),
      ...listeners,
      ...stubs,
    ],
    tries,
    most: proberRoom(),
  };
}

function workersIn({ hops }: Deployment, facts: HostFacts): number {
  return Math.max(1, ...hops.map(({ proxy }) => workersOf(proxy, facts) ?? 1));
}

function proberRoom(): number {
  const hard = readFacts(thisHost()).nofile?.hard ?? 1_000_000;
  return Math.floor((hard - PROBER_OWN_DESCRIPTORS) / 2);
}

function refuseTooLarge(
  { endToEnd }: CapacityReport,
  { most }: Pick<HoldOrder, 'most'>,
  { nofile }: HostFacts,
): void {
  const { max, binding } = endToEnd;
  // A host's own limit, as its memory, does not shrink with the scale: what refuses first is seen.
  if (max === null || max <= most || binding?.hop === null) return;
  const part = Math.ceil((2 * max) / most);
  throw new TidegateError(
    'PROVE_TOO_LARGE',
    `${max} connections are predicted, and ${most} can be opened here with ${nofile?.hard ?? 'its'} descriptors`,
    { hint: `Shrink ranges and limits alike: --scale 1/${part}; or raise ulimit -n.` },
  );
}

function noWay(): TidegateError {
  return new TidegateError('PROVE_NO_WAY', 'no listener of the configuration leads to a backend', {
    hint: 'Name a configuration that proxies: what is answered at once is not held.',
  });
}

function notStarted(
  engine: EngineUnderProof,
  { copy, language, file }: HoldOrder,
  said: readonly string[],
): TidegateError {
  const who = engine === 'bundled' ? 'the bundled proxy' : engine;
  return new TidegateError('PROVE_NOT_STARTED', `${who} does not start with this configuration`, {
    // The lines of a copy for HAProxy are those of the file; nginx has its includes in one.
    said: said.map((line) => line.replaceAll(copy, language === 'haproxy' ? file : 'the copy')),
    hint: `Mend what it says, or ask tidegate lint.`,
    exitCode: EXIT.invalid,
  });
}
