import { formatPlace } from '../../../lib/errors.js';
import type { NginxConfig } from '../../../model/nginx.js';
import { timeText } from '../values/values.js';
import type { DirectiveIndex } from './directive-index.js';

/** The longest time that this configuration allows a connection, as far as it says. */
export interface Longest {
  readonly ms: number;
  /** `drain_timeout 30s of app` */
  readonly because: string;
}

/** nginx.org: proxy_read_timeout, and the equivalents of other protocols. */
const DEFAULT: Longest = { ms: 60_000, because: 'proxy_read_timeout 60s' };

/** The longest of the allowed silences and the drain times of servers. */
export function longestWait({ http, stream }: NginxConfig): Longest {
  const locations = (http?.servers ?? []).flatMap((server) => server.locations);
  const all = [
    ...locations.flatMap(({ proxy }) =>
      proxy ? [named(proxy.readTimeoutMs, 'proxy_read_timeout', '')] : [],
    ),
    ...(stream?.servers ?? []).flatMap(({ proxyPass, proxyTimeoutMs }) =>
      proxyPass ? [named(proxyTimeoutMs, 'proxy_timeout', '')] : [],
    ),
    ...(http?.upstreams ?? []).flatMap(({ drainTimeoutMs, name }) =>
      drainTimeoutMs === null ? [] : [named(drainTimeoutMs, 'drain_timeout', ` of ${name}`)],
    ),
  ];
  const [first = DEFAULT, ...more] = all;
  return more.reduce((longest, one) => (one.ms > longest.ms ? one : longest), first);
}

function named(ms: number, directive: string, of: string): Longest {
  return { ms, because: `${directive} ${timeText(ms)}${of}` };
}

/** A quarter more, in whole seconds, and from two minutes on in whole minutes. */
export function timeAbove({ ms }: Longest): string {
  const seconds = Math.ceil((ms * 1.25) / 1000);
  return seconds < 120 ? `${seconds}s` : `${Math.ceil(seconds / 60)}m`;
}

/**
 * Where `worker_shutdown_timeout` is, or has to be: `outside of any block, as beside events at
 * f:3:1`.
 */
export function shutdownPlace(written: DirectiveIndex): string {
  const [own] = written.named('worker_shutdown_timeout');
  if (own) return `at ${formatPlace(own.place)}`;
  const [events] = written.named('events');
  return `outside of any block${events ? `, as above events at ${formatPlace(events.place)}` : ''}`;
}
