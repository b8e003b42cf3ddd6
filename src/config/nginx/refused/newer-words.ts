import type { NewerKeyword } from '../../../model/haproxy/refused-keyword.js';
import type { NginxConfig } from '../../../model/nginx.js';

/**
 * Directives and options that an older nginx does not know, with the version that introduced them.
 * Source: nginx.org, CHANGES and the directives' "appeared in version"; 1.22 refuses all later
 * ones.
 */
const SINCE: Readonly<Record<string, string>> = {
  proxy_socket_keepalive: '1.15.6',
  ssl_early_data: '1.15.3',
  limit_req_dry_run: '1.17.1',
  auth_delay: '1.17.3',
  limit_conn_dry_run: '1.17.6',
  proxy_cookie_flags: '1.19.3',
  ssl_conf_command: '1.19.4',
  ssl_reject_handshake: '1.19.4',
  http3: '1.25.0',
  http3_hq: '1.25.0',
  'listen quic': '1.25.0',
  quic_retry: '1.25.0',
  http2: '1.25.1',
  proxy_pass_trailers: '1.27.2',
  proxy_ssl_key_log: '1.27.2',
  keepalive_min_timeout: '1.27.4',
  ssl_certificate_cache: '1.27.4',
  ssl_object_cache_inheritable: '1.27.4',
  early_hints: '1.29.0',
};

/** Words of a configuration that only a newer nginx may know. */
export function newerWords({ unknown }: Pick<NginxConfig, 'unknown'>): NewerKeyword[] {
  return unknown.flatMap(({ name, place }) => {
    const from = Object.hasOwn(SINCE, name) ? SINCE[name] : undefined;
    return from === undefined ? [] : [{ program: 'nginx' as const, name, from, place }];
  });
}

/** Names of directives, to find the column; an option is on the line of its directive. */
export const NEWER_DIRECTIVES = Object.keys(SINCE).map((name) => name.split(' ')[0] ?? name);
