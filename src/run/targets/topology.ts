import { addressToMeet } from '../../lib/address/ip.js';
import { TidegateError } from '../../lib/errors.js';
import type { Location, NginxConfig, Upstream } from '../../model/nginx.js';
import type { Endpoint } from '../../model/origin.js';
import type { HealthTiming } from '../maintenance/maintenance.js';

/**
 * The address at which a proxy of the chain accepts traffic: its first http `listen`.
 * @throws TidegateError CHAIN_LISTEN_MISSING
 */
export function listenOf(config: NginxConfig): Endpoint {
  const listen = config.http?.servers[0]?.listens[0];
  if (!listen) {
    throw new TidegateError(
      'CHAIN_LISTEN_MISSING',
      `${config.file} has no http server that listens`,
      {
        hint: 'Give it a server with a listen directive.',
      },
    );
  }
  return { address: addressToMeet(listen.address), port: listen.port };
}

/** The document root of a proxy's first server, relative to its prefix. */
export function rootOf(config: NginxConfig): string {
  const root = config.http?.servers[0]?.otherwise.root ?? ['html'];
  return root.map((part) => (typeof part === 'string' ? part : `$${part.variable}`)).join('');
}

/**
 * How a frontend detects maintenance, from its `health_check`, and how long it waits for
 * established connections, from its upstream's `drain_timeout`.
 * @throws TidegateError CHAIN_HEALTH_CHECK_MISSING
 */
export function healthTiming(frontend: NginxConfig): HealthTiming {
  const location = locations(frontend).find((candidate) => candidate.healthCheck !== null);
  const check = location?.healthCheck;
  if (!location || !check) {
    throw new TidegateError(
      'CHAIN_HEALTH_CHECK_MISSING',
      `${frontend.file} checks no backend's health`,
      {
        hint: 'Add health_check to the location that proxies to the backends.',
      },
    );
  }
  return {
    intervalMs: check.intervalMs,
    jitterMs: check.jitterMs,
    fails: check.fails,
    passes: check.passes,
    waitMs: upstreamOf(frontend, location)?.drainTimeoutMs ?? null,
  };
}

function locations(config: NginxConfig): readonly Location[] {
  return config.http?.servers.flatMap((server) => server.locations) ?? [];
}

function upstreamOf(config: NginxConfig, location: Location): Upstream | undefined {
  const target = location.proxy?.pass.target.join('');
  return config.http?.upstreams.find((upstream) => upstream.name === target);
}
