import type { ConfigLanguage } from '../config/language.js';
import type { Clients } from '../config/nginx/clients.js';
import { diskSource } from '../host/config-source.js';
import type { Warning } from '../model/capacity.js';
import type { Deployment } from '../model/hop.js';

/**
 * A configuration as hops, for clients that are told later.
 * @param version of the proxy, on which parts of it may hang; left out = unknown.
 */
export type ReadConfig = (
  clients: Clients,
  version?: string,
) => {
  readonly deployment: Deployment;
  readonly warnings: readonly Warning[];
};

/**
 * Loads the reader of a configuration's language, nginx's or HAProxy's, and no other.
 * @param prefix where nginx's includes are looked for; left out = beside the file and above it.
 */
export async function topologyReader(
  file: string,
  language: ConfigLanguage,
  prefix: string | undefined,
): Promise<ReadConfig> {
  if (language === 'haproxy') {
    const [{ readHaproxyConfig }, { haproxyTopologyOf }] = await Promise.all([
      import('../config/haproxy/read.js'),
      import('../config/haproxy/topology.js'),
    ]);
    return (clients, version) =>
      haproxyTopologyOf(readHaproxyConfig(file, diskSource, process.env, version), clients);
  }
  const [{ readLeniently }, { topologyOf }] = await Promise.all([
    import('../config/nginx/read-leniently.js'),
    import('../config/nginx/topology.js'),
  ]);
  return (clients) => topologyOf(readLeniently(file, diskSource, prefix ?? null).config, clients);
}
