import type { Clients } from '../config/nginx/clients.js';
import { diskSource } from '../host/config-source.js';
import type { Warning } from '../model/capacity.js';
import type { Deployment } from '../model/hop.js';
import { languageOfFile } from './config-language.js';

/** A configuration as hops, for clients that are told later. */
export type ReadConfig = (clients: Clients) => {
  readonly deployment: Deployment;
  readonly warnings: readonly Warning[];
};

/** Loads the reader of a configuration's language, nginx's or HAProxy's, and no other. */
export async function topologyReader(file: string): Promise<ReadConfig> {
  if (languageOfFile(file) === 'haproxy') {
    const [{ readHaproxyConfig }, { haproxyTopologyOf }] = await Promise.all([
      import('../config/haproxy/read.js'),
      import('../config/haproxy/topology.js'),
    ]);
    return (clients) =>
      haproxyTopologyOf(readHaproxyConfig(file, diskSource, process.env), clients);
  }
  const [{ readNginxConfig }, { topologyOf }] = await Promise.all([
    import('../config/nginx/read.js'),
    import('../config/nginx/topology.js'),
  ]);
  return (clients) => topologyOf(readNginxConfig(file, diskSource), clients);
}
