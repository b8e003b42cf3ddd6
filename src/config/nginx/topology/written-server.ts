import type { UpstreamServer } from '../../../model/nginx.js';
import { SERVER_DEFAULTS } from '../directives/upstream.js';

/** A `server` line of an upstream with everything that differs from the defaults, except max_conns. */
export function writtenServer(server: UpstreamServer): string {
  const { address, weight, maxFails, failTimeoutMs, slowStartMs, backup, down } = server;
  const parameters = [
    weight !== SERVER_DEFAULTS.weight && `weight=${weight}`,
    maxFails !== SERVER_DEFAULTS.maxFails && `max_fails=${maxFails}`,
    failTimeoutMs !== SERVER_DEFAULTS.failTimeoutMs && `fail_timeout=${failTimeoutMs}ms`,
    slowStartMs !== SERVER_DEFAULTS.slowStartMs && `slow_start=${slowStartMs}ms`,
    backup && 'backup',
    down && 'down',
  ].filter((parameter) => parameter !== false);
  return ['server', address, ...parameters].join(' ');
}
