import type { Clients } from '../../config/clients.js';
import type { ConfigLanguage } from '../../config/language.js';
import { diskSource } from '../../host/files/config-source.js';
import type { Warning } from '../../model/capacity.js';
import type { Deployment } from '../../model/hop.js';

/**
 * A configuration as hops; the clients are added later.
 * @param version version of the proxy, which parts of it may depend on; left out = unknown
 */
export type ReadConfig = (
  clients: Clients,
  version?: string,
) => {
  readonly deployment: Deployment;
  readonly warnings: readonly Warning[];
};

/**
 * Loads the reader of one configuration language, nginx's or HAProxy's.
 * @param prefix where nginx's includes are searched for; left out = beside the file and above it
 */
export async function topologyReader(
  file: string,
  language: ConfigLanguage,
  prefix: string | undefined,
): Promise<ReadConfig> {
  if (language === 'haproxy') {
    const [{ readHaproxyConfig }, { haproxyTopologyOf }] = await Promise.all([
      import('../../config/haproxy/reading/read.js'),
      import('../../config/haproxy/topology/topology.js'),
    ]);
    return (clients, version) =>
      haproxyTopologyOf(readHaproxyConfig(file, diskSource, process.env, version), clients);
  }
  const [{ readLeniently }, { topologyOf }] = await Promise.all([
    import('../../config/nginx/reading/read-leniently.js'),
    import('../../config/nginx/topology/topology.js'),
  ]);
  return (clients) => topologyOf(readLeniently(file, diskSource, prefix ?? null).config, clients);
}
