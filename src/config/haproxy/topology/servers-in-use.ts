import type { HaproxyBackend, HaproxyServer } from '../../../model/haproxy.js';
import { isMadeAtRunTime } from '../syntax/environment.js';

/**
 * The servers that take connections now. Backups serve only while every other server is down: the
 * first of them, or with `option allbackups` all together (manual, 4.2 and 5.2). A `use-server` leads
 * to a server whatever its weight, and to a backup too; one that always holds leaves nothing to the
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
  // What a cookie or a stick table leads to takes connections without a weight.
  return backend.persists ? enabled.filter(({ weight }) => weight === 0) : [];
}

/** Whether a copy of the server under another name would take nothing. */
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
 * Those that connections reach: `balance first` gives the first server that has room every
 * connection, so that one without maxconn leaves none to those behind it (manual, 4.2, balance;
 * measured, 2.6). With `option redispatch` one that finds no port goes to another.
 */
export function reachedServers(backend: HaproxyBackend): readonly HaproxyServer[] {
  const used = serversInUse(backend);
  if (!backend.fillsInOrder) return used;
  const unlimited = used.findIndex(({ maxconn }) => maxconn === null);
  return unlimited === -1 ? used : used.slice(0, unlimited + 1);
}
