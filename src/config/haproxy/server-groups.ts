import type { Warning } from '../../model/capacity.js';
import type { HaproxyBackend, HaproxyServer, HaproxySource } from '../../model/haproxy.js';

/** Servers of a backend that are connected to from the same source. */
export interface ServerGroup {
  readonly backend: HaproxyBackend;
  readonly source: HaproxySource | null;
  readonly servers: readonly HaproxyServer[];
}

/** The servers that take connections now, by their source; what is left out is said. */
export function groupServers(backend: HaproxyBackend, warnings: Warning[]): ServerGroup[] {
  const groups = new Map<string, { source: HaproxySource | null; servers: HaproxyServer[] }>();
  for (const server of inUse(backend)) {
    const source = sourceOf(server, warnings);
    const key = source ? JSON.stringify([source.address, source.ports, source.transparent]) : '';
    const group = groups.get(key);
    if (group) group.servers.push(server);
    else groups.set(key, { source, servers: [server] });
    if (server.port === null) {
      warnings.push(
        about(
          server,
          'UNMODELLED_DIRECTIVE',
          `server ${server.name} has no port of its own: counted as one destination`,
          'Write the port, so that its connections can be counted.',
        ),
      );
    }
  }
  return [...groups.values()].map((group) => ({ backend, ...group }));
}

/** Backups serve only while every other server is down (manual, 5.2, backup). */
function inUse({ servers }: HaproxyBackend): readonly HaproxyServer[] {
  const enabled = servers.filter(({ disabled, weight }) => !disabled && weight > 0);
  const active = enabled.filter(({ backup }) => !backup);
  return active.length > 0 ? active : enabled.slice(0, 1);
}

/** An address that stands for all of them leaves the choice to the kernel. */
function sourceOf(server: HaproxyServer, warnings: Warning[]): HaproxySource | null {
  const { source } = server;
  if (source?.transparent) {
    warnings.push(
      about(
        server,
        'TRANSPARENT_BIND',
        `source ${source.address} usesrc is out of the model: counted as the clients' addresses`,
        'Check the host by hand: routing and the ports of the clients decide.',
      ),
    );
    return source;
  }
  return source && !source.ports && /^(?:\*|0\.0\.0\.0|\[::\]|)$/.test(source.address)
    ? null
    : source;
}

function about(
  server: HaproxyServer,
  code: Warning['code'],
  message: string,
  fix: string,
): Warning {
  return { code, message, fix, file: server.place.file, line: server.place.line };
}
