import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { TidegateError } from '../../lib/errors.js';
import { readOriginUrl } from '../../lib/origin-url.js';
import type { Origin } from '../../model/origin.js';
import type { Scenario } from '../../model/scenario.js';
import type { Loop } from '../../net/loop.js';
import { resolveOrigin } from '../../net/resolve-origin.js';
import type { CommandPair } from '../command/last-word.js';
import { startJanitor } from '../janitor/janitor.js';
import { commandFlip } from '../maintenance/command-flip.js';
import { BACKEND_HEADER, type MetBackend, nameBackends } from './backend-header.js';
import type { Ground } from './ground.js';
import { type Meeting, meetBackend, meetEntry, meetHealth, referenceOf } from './meet.js';
import { readConfigFile } from './read-config.js';
import type { Deployment, HealthTiming } from './target.js';
import { healthTiming } from './topology.js';

/** A deployment of the user's own, as the command line names it. */
export interface DeploymentOptions {
  /** Where clients connect. */
  readonly url: string;
  /** The backend proxies past the frontend; the first one is the one that is taken out. */
  readonly backendUrls: readonly string[];
  /** A response header field that names the backend; null = the bundled backend server's. */
  readonly backendHeader: string | null;
  /** Fields of every request, by name in lower case; `host` replaces the URL's. */
  readonly headers: ReadonlyMap<string, string>;
  /** Where the backends' health is asked; null = the scenario's. */
  readonly healthPath: string | null;
  readonly maintenanceOn: string;
  readonly maintenanceOff: string;
  /** Longest that either command may take. */
  readonly commandTimeoutMs: number;
  /** What its health answer holds during maintenance; null = the scenario's page. */
  readonly maintenanceText: string | null;
  /** How long its frontend may take to notice; null = as the scenario's frontend is configured. */
  readonly detectMs: number | null;
  /** Bad checks in a row that take a backend out; null = 1 where `detectMs` is given. */
  readonly fall: number | null;
  /** Good checks in a row that bring it back; null = not known. */
  readonly rise: number | null;
  /** Its waiting timeout; `none` = nothing ends what is established; null = as the scenario's frontend is configured. */
  readonly waitMs: number | 'none' | null;
}

/** Of a deployment that Tidegate did not start, it has no process, no word and no ledger. */
const NOT_OURS = {
  kind: 'foreign',
  frontend: null,
  pids: new Map(),
  transitions: () => [],
  ledgers: () => null,
  announce: () => undefined,
  failure: new Promise<never>(() => undefined),
  stop: async () => undefined,
} as const satisfies Partial<Deployment>;

/** As many good checks as the return is waited for where nobody says how many it takes. */
const UNKNOWN_RISE = 10;

/**
 * Meets a deployment that Tidegate did not start. It is asked once whether the bundled backend
 * server stands behind it; if not, only what any web server answers can be sent.
 * @throws TidegateError URL_BAD, HOST_NOT_FOUND, URL_UNREACHABLE, ANSWER_UNEXPECTED, HEALTH_NOT_SERVING,
 *   MAINTENANCE_ALREADY_ON, BACKEND_HEADER_BAD
 */
export async function openForeign(
  options: DeploymentOptions,
  file: string,
  scenario: Scenario,
  loop: Loop,
): Promise<Ground> {
  const { maintenance } = scenario;
  const page = options.maintenanceText ?? maintenance.page;
  const url = await resolveUrl('--url', options.url);
  const entry = withHost(url.origin, options.headers);
  const headers = withUser(url, options.headers);
  const meeting: Meeting = { loop, entry, headerFields: fieldLines(headers) };
  const hello = await meetEntry(meeting);
  const met = await meetBackends(meeting, { ...options, headers }, maintenance.healthUri, page);
  const backends = nameBackends(met, options.backendHeader);
  const backendHeader = options.backendHeader ?? BACKEND_HEADER;
  const [drained] = backends;
  if (!drained) throw new TidegateError('URL_BAD', '--url stands without a --backend-url');

  const commands: CommandPair = {
    backend: drained.name,
    on: options.maintenanceOn,
    off: options.maintenanceOff,
    limitMs: options.commandTimeoutMs,
    mark: randomUUID(),
  };
  const shipped = readConfigFile(join(dirname(file), scenario.topology.frontend.config));
  const health = foreignTiming(options, healthTiming(shipped));
  const janitor = await startJanitor({ remove: [], note: null, commands });
  const deployment: Deployment = {
    ...NOT_OURS,
    entry,
    backends,
    drained,
    flip: commandFlip(commands, janitor),
    health,
    speaksTidegate: hello.headers.has(BACKEND_HEADER),
    backendHeader,
    namesBackends: hello.headers.has(backendHeader),
    headerFields: meeting.headerFields,
    pageTold: options.maintenanceText !== null,
    promises: { rise: options.rise !== null, wait: options.waitMs !== 'none' },
    references: met.flatMap(({ answer }, index) =>
      referenceOf(backends[index]?.name ?? '', answer),
    ),
  };
  return {
    scenario: { ...scenario, maintenance: { ...maintenance, page } },
    deployment,
    close: janitor.dismiss,
  };
}

/** Each backend past the frontend: its health, and what it answers by itself. */
async function meetBackends(
  meeting: Meeting,
  options: DeploymentOptions,
  healthUri: string,
  page: string,
): Promise<MetBackend[]> {
  const { headers } = options;
  const met: MetBackend[] = [];
  for (const url of options.backendUrls) {
    const backend = await resolveUrl('--backend-url', url);
    const { origin } = backend;
    const healthPath = options.healthPath ?? healthUri;
    const healthFields = fieldLines(withUser(backend, new Map()));
    const health = { path: healthPath, fields: healthFields };
    const healthTalks = await meetHealth(meeting.loop, origin, health, page);
    const fields = fieldLines(new Map([...headers, ...withUser(backend, new Map())]));
    const answer = await meetBackend({ ...meeting, headerFields: fields }, origin);
    met.push({
      ...{ origin, healthPath, healthFields, healthTalks },
      maintenanceFile: null,
      answer,
    });
  }
  return met;
}

/** What the scenario's own frontend promises, unless the user says what theirs does. */
function foreignTiming(options: DeploymentOptions, shipped: HealthTiming): HealthTiming {
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

/** A Host field of the user's own goes out instead of the URL's. */
function withHost(entry: Origin, headers: ReadonlyMap<string, string>): Origin {
  return { ...entry, host: headers.get('host') ?? entry.host };
}

/** An origin, and the value of Authorization that its URL stands for. */
interface ResolvedUrl {
  readonly origin: Origin;
  readonly authorization: string | null;
}

/** @throws TidegateError URL_BAD, HOST_NOT_FOUND; they name the option. */
async function resolveUrl(option: string, text: string): Promise<ResolvedUrl> {
  const url = readOriginUrl(option, text, ['http']);
  return { origin: await resolveOrigin(url, null), authorization: url.authorization };
}

/** The URL's user and password are said as a field, unless the user says another. */
function withUser(
  { authorization }: ResolvedUrl,
  headers: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return authorization === null ? headers : new Map([['authorization', authorization], ...headers]);
}

function fieldLines(headers: ReadonlyMap<string, string>): string {
  return [...headers]
    .filter(([name]) => name !== 'host')
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}
