import type { UpstreamServer } from '../../model/nginx.js';
import { type Endpoint, endpointOf } from './endpoint.js';
import { templateText } from './evaluate-map.js';
import type { Pass } from './routes.js';

/** What a pass connects to: the servers of its upstream, or the one that it names. */
export function endpointsOf(pass: Pass, servers: readonly UpstreamServer[]): readonly Endpoint[] {
  return pass.upstream ? servers : [endpointOf(templateText(pass.target), pass.defaultPort)];
}
