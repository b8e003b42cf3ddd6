import { readOriginUrl } from '../../lib/address/origin-url.js';
import type { Origin } from '../../model/origin.js';
import type { Scenario } from '../../model/scenario.js';
import type { Loop } from '../../net/loop.js';
import { resolveOrigin } from '../../net/resolve-origin.js';
import { foreignMaintenance } from '../maintenance/foreign-maintenance.js';
import { BACKEND_HEADER, type MetBackend, nameBackends } from './backend-header.js';
import type { Ground } from './ground.js';
import { type Meeting, meetBackend, meetEntry, meetHealth, referenceOf } from './meet.js';
import type { Target } from './target.js';
import type { ForeignOptions, TargetKind } from './target-kind.js';

/** The deployment that `--url` names. */
export const foreignTarget: TargetKind = {
  takes: ({ foreign }) => foreign !== null,
  open: async ({ foreign, loop, ...run }) => {
    if (!foreign) throw new Error('a deployment of the user has no options');
    return openForeign(foreign, run, loop);
  },
};

/**
 * Connects to a deployment that Tidegate did not start. One request finds out whether the bundled
 * backend server stands behind it; if not, the load sends only requests that any web server
 * answers.
 * @throws TidegateError URL_BAD, HOST_NOT_FOUND, URL_UNREACHABLE, ANSWER_UNEXPECTED,
 *   HEALTH_NOT_SERVING, MAINTENANCE_ALREADY_ON, BACKEND_HEADER_BAD
 */
async function openForeign(
  options: ForeignOptions,
  run: { readonly file: string; readonly scenario: Scenario },
  loop: Loop,
): Promise<Ground> {
  const { scenario } = run;
  const url = await resolveUrl('--url', options.url);
  const entry = withHost(url.origin, options.headers);
  const headers = withUser(url, options.headers);
  const meeting: Meeting = { loop, entry, headerFields: fieldLines(headers) };
  const hello = await meetEntry(meeting);
  const backendHeader = options.backendHeader ?? BACKEND_HEADER;
  const target: Target = {
    frontend: null,
    entry,
    speaksTidegate: hello.headers.has(BACKEND_HEADER),
    backendHeader,
    namesBackends: hello.headers.has(backendHeader),
    headerFields: meeting.headerFields,
    references: [],
    maintenance: null,
    entryBox: 'frontend',
    boxes: { frontend: 'foreign', backends: 'foreign' },
    // A deployment that Tidegate did not start has no processes, messages or ledgers here.
    pids: new Map(),
    transitions: () => [],
    ledgers: () => null,
    mark: () => undefined,
    failure: new Promise<never>(() => undefined),
    stop: async () => undefined,
  };
  const flip = options.maintenance;
  if (!flip || !scenario.maintenance) return { scenario, target, close: async () => undefined };
  const { healthUri, page: usual } = scenario.maintenance;
  const health = { path: flip.healthPath ?? healthUri, page: flip.text ?? usual };
  const met = await meetBackends(meeting, options.backendUrls, headers, health);
  const backends = nameBackends(met, options.backendHeader);
  const { maintenance, janitor } = await foreignMaintenance(flip, run, backends, health.page);
  const references = met.flatMap(({ answer }, index) =>
    referenceOf(backends[index]?.name ?? '', answer),
  );
  return { scenario, target: { ...target, maintenance, references }, close: janitor.dismiss };
}

/** Asks each backend behind the frontend for its health and for its own answer to the load's request. */
async function meetBackends(
  meeting: Meeting,
  urls: readonly string[],
  headers: ReadonlyMap<string, string>,
  health: { readonly path: string; readonly page: string },
): Promise<MetBackend[]> {
  const met: MetBackend[] = [];
  for (const url of urls) {
    const backend = await resolveUrl('--backend-url', url);
    const { origin } = backend;
    const healthFields = fieldLines(withUser(backend, new Map()));
    const asked = { path: health.path, fields: healthFields };
    const healthTalks = await meetHealth(meeting.loop, origin, asked, health.page);
    const fields = fieldLines(new Map([...headers, ...withUser(backend, new Map())]));
    const answer = await meetBackend({ ...meeting, headerFields: fields }, origin);
    met.push({
      ...{ origin, healthPath: health.path, healthFields, healthTalks },
      maintenanceFile: null,
      answer,
    });
  }
  return met;
}

/** The user's Host field replaces the URL's. */
function withHost(entry: Origin, headers: ReadonlyMap<string, string>): Origin {
  return { ...entry, host: headers.get('host') ?? entry.host };
}

/** An origin, and the value of Authorization for the user and password in its URL. */
interface ResolvedUrl {
  readonly origin: Origin;
  readonly authorization: string | null;
}

/** @throws TidegateError URL_BAD, HOST_NOT_FOUND; they name the option. */
async function resolveUrl(option: string, text: string): Promise<ResolvedUrl> {
  const url = readOriginUrl(option, text, ['http']);
  return { origin: await resolveOrigin(url, null), authorization: url.authorization };
}

/** The URL's user and password become an Authorization field, unless the user gives that field. */
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
