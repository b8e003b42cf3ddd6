import type { HostFacts } from '../../model/facts.js';
import type { Host } from './host.js';
import { type Reading, reading } from './reading.js';

type Versions = NonNullable<HostFacts['proxyVersions']>;

/**
 * Versions of nginx and HAProxy if they are installed; a build such as OpenResty gives the version
 * of its nginx.
 */
export function readProxyVersions(host: Host): Reading<Versions> {
  const nginx = versionIn(host.versionText('nginx'), /^nginx version: \S+\/([\d.]+)/m);
  const haproxy = versionIn(host.versionText('haproxy'), /^HA-?Proxy version ([\d.]+)/m);
  if (nginx === null && haproxy === null) return null;
  const versions: Versions = { ...(nginx && { nginx }), ...(haproxy && { haproxy }) };
  return reading(versions, 'nginx -v, haproxy -v');
}

function versionIn(text: string | null, pattern: RegExp): string | null {
  return pattern.exec(text ?? '')?.[1]?.replace(/\.$/, '') ?? null;
}
