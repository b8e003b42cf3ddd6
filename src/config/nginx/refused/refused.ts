/**
 * Directives of nginx that are known but not implemented. They change answers, so a proxy that
 * ignored them would answer differently from nginx. Grouped by the part they belong to.
 *
 * Source: nginx.org, alphabetical index of directives.
 */
export const REFUSED: readonly { readonly part: string; readonly names: readonly string[] }[] = [
  {
    part: 'TLS',
    names: words(`
      ssl ssl_alpn ssl_buffer_size ssl_certificate ssl_certificate_key ssl_ciphers
      ssl_client_certificate ssl_conf_command ssl_crl ssl_dhparam ssl_early_data ssl_ecdh_curve
      ssl_engine ssl_handshake_timeout ssl_ocsp ssl_ocsp_cache ssl_ocsp_responder ssl_password_file
      ssl_prefer_server_ciphers ssl_preread ssl_protocols ssl_reject_handshake ssl_session_cache
      ssl_session_ticket_key ssl_session_tickets ssl_session_timeout ssl_stapling ssl_stapling_file
      ssl_stapling_responder ssl_stapling_verify ssl_trusted_certificate ssl_verify_client
      ssl_verify_depth proxy_ssl proxy_ssl_certificate proxy_ssl_certificate_key proxy_ssl_ciphers
      proxy_ssl_conf_command proxy_ssl_crl proxy_ssl_name proxy_ssl_password_file
      proxy_ssl_protocols proxy_ssl_server_name proxy_ssl_session_reuse proxy_ssl_trusted_certificate
      proxy_ssl_verify proxy_ssl_verify_depth`),
  },
  {
    part: 'HTTP/2 and HTTP/3',
    names: words(`
      http2 http2_body_preread_size http2_chunk_size http2_idle_timeout http2_max_concurrent_pushes
      http2_max_concurrent_streams http2_max_field_size http2_max_header_size http2_max_requests
      http2_push http2_push_preload http2_recv_buffer_size http2_recv_timeout http3 http3_hq
      http3_max_concurrent_streams http3_stream_buffer_size quic_active_connection_id_limit quic_bpf
      quic_gso quic_host_key quic_retry`),
  },
  {
    part: 'compression',
    names: words(`
      gzip gzip_buffers gzip_comp_level gzip_disable gzip_http_version gzip_min_length gzip_proxied
      gzip_static gzip_types gzip_vary gunzip gunzip_buffers postpone_gzipping brotli zstd`),
  },
  {
    part: 'the cache',
    names: words(`
      proxy_cache proxy_cache_background_update proxy_cache_bypass proxy_cache_convert_head
      proxy_cache_key proxy_cache_lock proxy_cache_lock_age proxy_cache_lock_timeout
      proxy_cache_max_range_offset proxy_cache_methods proxy_cache_min_uses proxy_cache_path
      proxy_cache_purge proxy_cache_revalidate proxy_cache_use_stale proxy_cache_valid
      proxy_force_ranges proxy_no_cache proxy_store proxy_store_access slice`),
  },
  {
    part: 'rewriting',
    names: words('rewrite alias limit_except post_action disable_symlinks open_file_cache'),
  },
  {
    part: 'other kinds of upstreams',
    names: words(`
      fastcgi_pass fastcgi_index fastcgi_param fastcgi_split_path_info fastcgi_read_timeout
      fastcgi_send_timeout fastcgi_connect_timeout fastcgi_buffers fastcgi_buffer_size
      fastcgi_buffering fastcgi_cache fastcgi_cache_key fastcgi_cache_path fastcgi_cache_valid
      fastcgi_hide_header fastcgi_intercept_errors fastcgi_keep_conn fastcgi_next_upstream
      fastcgi_pass_header scgi_pass scgi_param uwsgi_pass uwsgi_param uwsgi_read_timeout
      grpc_pass grpc_set_header grpc_read_timeout grpc_send_timeout grpc_connect_timeout
      memcached_pass memcached_key fastcgi_bind uwsgi_bind scgi_bind grpc_bind memcached_bind`),
  },
  {
    part: 'access and limits',
    names: words(`
      allow deny satisfy auth_basic auth_basic_user_file auth_delay auth_jwt auth_request
      auth_request_set limit_conn limit_conn_dry_run limit_conn_log_level limit_conn_status
      limit_conn_zone limit_rate limit_rate_after limit_req limit_req_dry_run limit_req_log_level
      limit_req_status limit_req_zone secure_link secure_link_md5 secure_link_secret
      valid_referers referer_hash_bucket_size referer_hash_max_size proxy_limit_rate
      proxy_download_rate proxy_upload_rate`),
  },
  {
    part: 'filters of the body and its headers',
    names: words(`
      add_after_body add_before_body add_trailer addition_types charset charset_map charset_types
      expires image_filter override_charset perl source_charset ssi ssi_last_modified
      ssi_silent_errors ssi_types sub_filter sub_filter_last_modified sub_filter_once
      sub_filter_types xslt_stylesheet mirror mirror_request_body`),
  },
  {
    part: 'files beyond pages',
    names: words(`
      autoindex autoindex_exact_size autoindex_format autoindex_localtime create_full_put_path
      dav_access dav_methods empty_gif flv if_modified_since min_delete_depth mp4 random_index`),
  },
  { part: 'the PROXY protocol', names: words('proxy_protocol proxy_protocol_timeout') },
  {
    part: 'who the client is',
    names: words(`
      ancient_browser ancient_browser_value geo geoip_city geoip_country modern_browser
      modern_browser_value msie_padding msie_refresh
      real_ip_header real_ip_recursive set_real_ip_from userid userid_domain userid_expires
      userid_name userid_path userid_service`),
  },
  {
    part: 'names looked up while it runs',
    names: words('resolver resolver_timeout'),
  },
  {
    part: 'sticky sessions and queues',
    names: words('sticky sticky_cookie_insert queue ntlm least_time state js_import js_content'),
  },
  { part: 'mail', names: words('mail') },
];

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
