import type { HaproxyBackend, HaproxyServer } from '../../../model/haproxy.js';
import { isMadeAtRunTime } from '../syntax/environment.js';

/**
 * The servers that take connections now. Backups serve only while every other server is down: the
 * first of them, or all with `option allbackups` (manual, 4.2 and 5.2). A `use-server` leads to a
 * server whatever its weight, also to a backup; one that always applies leaves nothing to the
 * balancing (backend.c; stream.c, process_server_rules; measured, 2.6).
 */
export function serversInUse(backend: HaproxyBackend): readonly HaproxyServer[] {
  const enabled = backend.servers.filter(({ disabled }) => !disabled);
  const { useServers, isLed } = backend;
  const leads = isLed && enabled.some(({ name }) => useServers.has(name));
  const balanced = new Set(leads ? [] : balancedServers(backend, enabled));
  const isAny = [...useServers].some(isMadeAtRunTime);
  const used = enabled.filter(
    (server) => isAny || balanced.has(server) || useServers.has(server.name),
  );
  if (used.length > 0) return used;
  // A server that a cookie or a stick table leads to takes connections without a weight.
  return backend.persists ? enabled.filter(({ weight }) => weight === 0) : [];
}

/** Whether a copy of the server under another name would take no connections. */
export function isAlone(server: HaproxyServer, backend: HaproxyBackend): boolean {
  const { isLed, allBackups } = backend;
  return isLed || server.weight === 0 || (server.backup && !allBackups);
}

function balancedServers(
  { allBackups }: HaproxyBackend,
  enabled: readonly HaproxyServer[],
): readonly HaproxyServer[] {
  const weighed = enabled.filter(({ weight }) => weight > 0);
  const active = weighed.filter(({ backup }) => !backup);
  if (active.length > 0) return active;
  return allBackups ? weighed : weighed.slice(0, 1);
}

/**
 * The servers that connections reach. `balance first` gives every connection to the first server
 * with room, so a server without maxconn leaves none to those behind it (manual, 4.2, balance;
 * measured, 2.6). With `option redispatch` a connection that finds no port goes to another server.
 */
export function reachedServers(backend: HaproxyBackend): readonly HaproxyServer[] {
  const used = serversInUse(backend);
  if (!backend.fillsInOrder) return used;
  const unlimited = used.findIndex(({ maxconn }) => maxconn === null);
  return unlimited === -1 ? used : used.slice(0, unlimited + 1);
}
