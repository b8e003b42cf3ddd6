import { dirname, join } from 'node:path';
import { TidegateError } from '../lib/errors.js';
import { probe } from '../load/probe.js';
import type { Scenario } from '../model/scenario.js';
import type { Loop } from '../net/loop.js';
import { BACKEND_HEADER, type MetBackend, nameBackends } from './backend-header.js';
import type { Deployment, HealthTiming } from './deployment.js';
import { commandFlip } from './flip.js';
import type { Ground } from './ground.js';
import { startJanitor } from './janitor.js';
import { readConfigFile } from './read-config.js';
import { type ResolvedUrl, resolveUrl } from './resolve-url.js';
import { healthTiming } from './topology.js';

/** A deployment of the user's own, as the command line names it. */
export interface DeploymentOptions {
  /** Where clients connect. */
  readonly url: string;
  /** The backend proxies past the frontend; the first one is the one that is taken out. */
  readonly backendUrls: readonly string[];
  /** A response header field that names the backend; null = the bundled backend server's. */
  readonly backendHeader: string | null;
  readonly maintenanceOn: string;
  readonly maintenanceOff: string;
  /** What its health answer holds during maintenance; null = the scenario's page. */
  readonly maintenanceText: string | null;
  /** How long its frontend may take to notice; null = as the scenario's frontend is configured. */
  readonly detectMs: number | null;
  /** Its waiting timeout; null = as the scenario's frontend is configured. */
  readonly waitMs: number | null;
}

/** Longest that the deployment may take to answer the first, introducing request. */
const HELLO_MS = 5000;

/**
 * Meets a deployment that Tidegate did not start. It is asked once whether the bundled backend
 * server stands behind it; if not, only what any web server answers can be sent.
 * @throws TidegateError URL_BAD, URL_UNREACHABLE, BACKEND_HEADER_BAD
 */
export async function openForeign(
  options: DeploymentOptions,
  file: string,
  scenario: Scenario,
  loop: Loop,
): Promise<Ground> {
  const { maintenance } = scenario;
  const entry = await resolveUrl('--url', options.url);
  const hello = await greet(loop, '--url', entry);
  const meetings: MetBackend[] = [];
  for (const url of options.backendUrls) {
    meetings.push(await meetBackend(loop, url, maintenance.healthUri));
  }
  const backends = nameBackends(meetings, options.backendHeader);
  const [drained] = backends;
  if (!drained) throw new TidegateError('URL_BAD', '--url stands without a --backend-url');

  const { flip, dismiss } = guardedFlip(options);
  const deployment: Deployment = {
    kind: 'foreign',
    frontend: null,
    entry: entry.endpoint,
    host: entry.host,
    basePath: entry.basePath,
    backends,
    drained,
    flip,
    health: foreignTiming(options, join(dirname(file), scenario.topology.frontend.config)),
    speaksTidegate: hello.headers.has(BACKEND_HEADER),
    backendHeader: options.backendHeader ?? BACKEND_HEADER,
    pids: new Map(),
    transitions: () => [],
    ledgers: async () => null,
    announce: () => undefined,
    failure: new Promise<never>(() => undefined),
    stop: async () => undefined,
  };
  const page = options.maintenanceText ?? maintenance.page;
  return {
    scenario: { ...scenario, maintenance: { ...maintenance, page } },
    deployment,
    close: dismiss,
  };
}

async function meetBackend(loop: Loop, url: string, healthUri: string): Promise<MetBackend> {
  const { endpoint, host, basePath } = await resolveUrl('--backend-url', url);
  const { headers } = await greet(loop, '--backend-url', { endpoint, host, basePath });
  return { endpoint, healthPath: `${basePath}${healthUri}`, maintenanceFile: null, host, headers };
}

/** The user's commands, with a janitor who runs the second if this process dies after the first. */
function guardedFlip(options: DeploymentOptions): Pick<Deployment, 'flip'> & {
  readonly dismiss: () => Promise<void>;
} {
  const janitor = startJanitor();
  const commands = commandFlip(options.maintenanceOn, options.maintenanceOff);
  return {
    flip: {
      on: async () => {
        await janitor.assign({ remove: [], commands: [options.maintenanceOff] });
        await commands.on();
      },
      off: async () => {
        await commands.off();
        await janitor.assign({ remove: [], commands: [] });
      },
    },
    dismiss: () => janitor.dismiss(),
  };
}

/** What the scenario's own frontend promises, unless the user says what theirs does. */
function foreignTiming(options: DeploymentOptions, frontendConfig: string): HealthTiming {
  const shipped = healthTiming(readConfigFile(frontendConfig));
  const detection =
    options.detectMs === null ? {} : { intervalMs: options.detectMs, jitterMs: 0, fails: 1 };
  return { ...shipped, ...detection, waitMs: options.waitMs ?? shipped.waitMs };
}

async function greet(
  loop: Loop,
  option: string,
  { endpoint, host, basePath }: ResolvedUrl,
): ReturnType<typeof probe> {
  try {
    return await probe(loop, { to: endpoint, host, path: `${basePath}/`, timeoutMs: HELLO_MS });
  } catch (error) {
    const how = error instanceof Error ? `: ${error.message}` : '';
    throw new TidegateError('URL_UNREACHABLE', `${option} ${host} does not answer${how}`, {
      hint: 'Check that it runs and that this host may reach it.',
      cause: error,
    });
  }
}
