import type { Warning } from '../../../model/capacity.js';
import type { Deployment, Hop } from '../../../model/hop.js';
import type { NginxConfig } from '../../../model/nginx.js';
import type { Clients } from '../../clients.js';
import { newerWords } from '../refused/newer-words.js';
import { backHop, frontHop, processHop, type Setting } from './hops.js';
import { listeningOf } from './listening.js';
import { namesCountedOnce } from './names-counted-once.js';
import { type Pass, type Route, routesOf } from './routes.js';
import { warningsOfConfig } from './topology-warnings.js';
import { type Step, Ways } from './ways.js';

/** Memory that nginx 1.22 uses for a held proxied connection, measured. */
const NGINX_BYTES_PER_SESSION = 9500;

/** The hops of a configuration: from clients to each server that proxies, and on to each upstream. */
export function topologyOf(
  config: NginxConfig,
  clients: Clients,
): { deployment: Deployment; warnings: Warning[] } {
  const setting = { config, ...listeningOf(config, clients) };
  const routes = routesOf(config);
  const warnings = [...warningsOfConfig(config), ...namesCountedOnce(routes, config)];
  const hops = new Hops(setting, warnings);
  const ways: number[][] = [];
  let [endsPerSession, hopsPerSession] = [0, 0];
  const through = new Ways(routes);
  for (const route of through.entries(clients.local)) {
    const front = hops.front(route);
    const out = through.out(route);
    for (const steps of out.length > 0 ? out : [[]]) {
      const way = [front, ...hops.along(steps)];
      ways.push(way);
      const [first, ...backs] = way.map((at) => hops.all[at]);
      const tracked = backs.filter((hop) => hop && hop.destinations > 0).length;
      endsPerSession = Math.max(
        endsPerSession,
        backs.reduce((sum, hop) => sum + (hop?.endsHere ?? 0), first?.endsHere ?? 0),
      );
      hopsPerSession = Math.max(hopsPerSession, 1 + tracked);
    }
  }
  if (routes.length === 0 && config.shape === 'complete') {
    ways.push([hops.add(processHop(setting))]);
    endsPerSession = 2;
  }
  const newer = newerWords(config);
  const programBytesPerSession = hops.all.length > 0 ? NGINX_BYTES_PER_SESSION : 0;
  return {
    deployment: {
      hops: hops.all,
      routes: ways,
      endsPerSession,
      hopsPerSession,
      programBytesPerSession,
      ...(newer.length > 0 && { newer }),
    },
    warnings,
  };
}

/** The hops that ways use. Ways share a hop if it costs them the same. */
class Hops {
  readonly all: Hop[] = [];
  readonly #known = new Map<Pass, Map<string, number>>();
  readonly #setting: Setting;
  readonly #warnings: Warning[];

  constructor(setting: Setting, warnings: Warning[]) {
    this.#setting = setting;
    this.#warnings = warnings;
  }

  add(hop: Hop): number {
    return this.all.push(hop) - 1;
  }

  front(route: Route): number {
    return this.add(frontHop(route, this.#setting));
  }

  /** The slots of a whole way are counted in its last hop. */
  along(steps: readonly Step[]): number[] {
    return steps.map((step, at) => this.#back(step, at === steps.length - 1 ? 2 * at : null));
  }

  /** @param before slots that were taken on the way; null = the way continues from here */
  #back({ pass, route }: Step, before: number | null): number {
    const known = this.#known.get(pass) ?? new Map<string, number>();
    const same = known.get(`${before}`);
    if (same !== undefined) return same;
    const { hop, warnings } = backHop(pass, route, this.#setting);
    if (known.size === 0) this.#warnings.push(...warnings);
    const proxy = hop.proxy && {
      ...hop.proxy,
      slotsPerSession: hop.proxy.slotsPerSession + (before ?? 0),
    };
    const at = this.add({ ...hop, proxy: before === null ? null : proxy });
    this.#known.set(pass, known.set(`${before}`, at));
    return at;
  }
}
