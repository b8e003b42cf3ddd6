import type { Warning } from '../../../model/capacity.js';
import type { HaproxyConfig } from '../../../model/haproxy.js';

/**
 * Backends of mode tcp that a frontend of mode http uses: HAProxy does not start. In the opposite
 * case it starts and continues as HTTP. Source: HAProxy cfgparse.c, check_config_validity; measured
 * with 2.6.
 */
export function* modeClashes({ frontends, backends, unknown }: HaproxyConfig): Iterable<Warning> {
  // An unknown mode may be either.
  if (unknown.some(({ name }) => name === 'mode')) return;
  const ofTcp = new Set(backends.filter(({ mode }) => mode === 'tcp').map(({ name }) => name));
  for (const frontend of frontends) {
    const clash = frontend.mode === 'http' && frontend.backends.find(({ name }) => ofTcp.has(name));
    if (!clash) continue;
    yield {
      code: 'PROXY_WILL_NOT_START',
      severity: 'error',
      message: `${frontend.section} ${frontend.name} is of mode http and passes to ${clash.name}, which is of mode tcp: HAProxy does not start`,
      fix: `Write "mode http" in ${clash.name}, or "mode tcp" in ${frontend.name}.`,
      file: clash.place.file,
      line: clash.place.line,
    };
  }
}
