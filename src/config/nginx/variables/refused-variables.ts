/**
 * Variables of nginx that are known but not implemented. A proxy that treated them as empty would
 * answer differently from nginx. Grouped by the part they belong to; a star stands for any ending.
 *
 * Source: nginx.org, alphabetical index of variables.
 */
export const REFUSED_VARIABLES: readonly {
  readonly part: string;
  readonly names: readonly string[];
}[] = [
  { part: 'bodies of requests in variables', names: words('request_body request_body_file') },
  { part: 'the PROXY protocol', names: words('proxy_protocol_*') },
  { part: 'TLS', names: words('ssl_*') },
  { part: 'HTTP/2 and HTTP/3', names: words('http2 http3 quic spdy spdy_request_priority') },
  { part: 'compression', names: words('gzip_ratio brotli_ratio zstd_ratio') },
  { part: 'the cache', names: words('upstream_cache_* slice_range') },
  {
    part: 'fields of what is sent',
    names: words('sent_http_* sent_trailer_* upstream_trailer_*'),
  },
  { part: 'other kinds of upstreams', names: words('fastcgi_path_info fastcgi_script_name') },
  {
    part: 'access and limits',
    names: words(`
      invalid_referer jwt_* limit_conn_status limit_rate limit_req_status secure_link
      secure_link_expires`),
  },
  { part: 'filters of the body and its headers', names: words('date_gmt date_local') },
  { part: 'files beyond pages', names: words('realpath_root') },
  {
    part: 'who the client is',
    names: words(`
      ancient_browser geoip_* modern_browser msie realip_remote_addr realip_remote_port uid_got
      uid_reset uid_set`),
  },
  {
    part: 'measuring requests and connections',
    names: words(`
      connection_time connections_active connections_reading connections_waiting connections_writing
      proxy_internal_body_length proxy_internal_chunked request_completion request_id session_log_*
      tcpinfo_* upstream_first_byte_time upstream_last_server_name upstream_queue_time
      upstream_session_time`),
  },
];

const parts = new Map<string, string>();
const beginnings: (readonly [beginning: string, part: string])[] = [];
for (const { part, names } of REFUSED_VARIABLES) {
  for (const name of names) {
    if (name.endsWith('*')) beginnings.push([name.slice(0, -1), part]);
    else parts.set(name, part);
  }
}

/** The part of nginx that a variable belongs to, if the proxy lacks it; null = it is no such variable. */
export function partOfVariable(name: string): string | null {
  return (
    parts.get(name) ??
    beginnings.find(
      ([beginning]) => name.length > beginning.length && name.startsWith(beginning),
    )?.[1] ??
    null
  );
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
