import { bindsLate } from '../lib/kernel.js';
import { isAtLeast } from '../lib/version-order.js';
import type { HostFacts } from '../model/facts.js';
import type { Deployment, Hop } from '../model/hop.js';

/**
 * The deployment as this kernel and this version of the proxy bind its connections: a bind to an
 * address takes its port early if the kernel or nginx cannot delay it. Source: ip(7),
 * IP_BIND_ADDRESS_NO_PORT; nginx 1.11.4 changes.
 */
export function asKernelBinds(deployment: Deployment, facts: HostFacts): Deployment {
  if (!deployment.hops.some((hop) => bindsEarly(hop, facts))) return deployment;
  const hops = deployment.hops.map((hop) => (bindsEarly(hop, facts) ? early(hop) : hop));
  return { ...deployment, hops };
}

/** The whole hop, and each of its parts that use the host's ports. */
function early(hop: Hop): Hop {
  const { parts } = hop;
  return {
    ...hop,
    bind: isLate(hop) ? 'early' : hop.bind,
    ...(parts && {
      parts: parts.map((part) => (isLate(part) ? { ...part, bind: 'early' as const } : part)),
    }),
  };
}

function isLate({ bind, ports }: Pick<Hop, 'bind' | 'ports'>): boolean {
  return bind === 'late' && ports.of === 'host';
}

function bindsEarly(hop: Hop, facts: HostFacts): boolean {
  const { bindsAddress, openedBy, parts = [] } = hop;
  if (![hop, ...parts].some(isLate)) return false;
  // On macOS connect chooses a port as bind does. A hop described by hand says itself how it binds.
  if (facts.platform === 'darwin') return openedBy !== undefined;
  if (!bindsAddress) return false;
  const nginx = openedBy === 'nginx' ? facts.proxyVersions?.nginx : undefined;
  return !bindsLate(facts) || (nginx !== undefined && !isAtLeast(nginx, '1.11.4'));
}
