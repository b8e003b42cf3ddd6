import type { HaproxyBackend, HaproxyConfig } from '../../model/haproxy.js';
import type { HaproxyProcess } from '../../model/hop.js';
import type { Clients } from '../nginx/clients.js';
import { endOf } from '../own-end.js';
import { listeningPorts } from './listening.js';
import { haproxyProcessOf, listenersOf } from './process-of.js';

/** What every hop of a configuration has in common. */
export interface Setting {
  readonly config: HaproxyConfig;
  readonly clients: Clients;
  /** Every port that this HAProxy listens on. */
  readonly listens: readonly number[];
  /** What its listening sockets for clients go by (`endOf`). */
  readonly ends: ReadonlySet<string>;
  /** The backends that have servers and let them answer, by name. */
  readonly serving: ReadonlyMap<string, HaproxyBackend>;
  /** Listening sockets for clients. */
  readonly listeners: number;
  readonly haproxy: HaproxyProcess;
}

export function settingOf(config: HaproxyConfig, clients: Clients): Setting {
  const { frontends, backends } = config;
  const binds = frontends.flatMap((frontend) => frontend.binds);
  const serving = backends.filter(({ servers, answersAll }) => servers.length > 0 && !answersAll);
  return {
    config,
    clients,
    listens: listeningPorts(config).map(({ port }) => port),
    ends: new Set(binds.map(endOf)),
    serving: new Map(serving.map((backend) => [backend.name, backend])),
    listeners: listenersOf(config),
    haproxy: haproxyProcessOf(config),
  };
}
