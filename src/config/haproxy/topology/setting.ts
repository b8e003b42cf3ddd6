import type { HaproxyProcess } from '../../../model/haproxy/hop-haproxy.js';
import type { HaproxyBackend, HaproxyConfig } from '../../../model/haproxy.js';
import type { Clients } from '../../clients.js';
import { frontendsOf } from './frontends-elsewhere.js';
import { listeningPorts } from './listening.js';
import { OwnWays } from './own-ways.js';
import { haproxyProcessOf, listenersOf } from './process-of.js';
import { reachableBackends } from './reachable-backends.js';

/** What all hops of a configuration have in common. */
export interface Setting {
  readonly config: HaproxyConfig;
  readonly clients: Clients;
  /** Every port that this HAProxy listens on. */
  readonly listens: readonly number[];
  /** Its frontends, and the ways out of them. */
  readonly ways: OwnWays;
  /** The backends with servers that let them answer, by name. */
  readonly serving: ReadonlyMap<string, HaproxyBackend>;
  /** Listening sockets for clients. */
  readonly listeners: number;
  readonly haproxy: HaproxyProcess;
}

export function settingOf(config: HaproxyConfig, clients: Clients): Setting {
  const { backends } = config;
  const all = backends.filter(({ servers, answersAll }) => servers.length > 0 && !answersAll);
  const serving = new Map(all.map((backend) => [backend.name, backend]));
  const ways = frontendsOf(config).map((frontend) => ({
    frontend,
    backends: reachableBackends(frontend, { serving }),
  }));
  return {
    config,
    clients,
    listens: listeningPorts(config).map(({ port }) => port),
    ways: new OwnWays(ways),
    serving,
    listeners: listenersOf(config),
    haproxy: haproxyProcessOf(config),
  };
}
