import type { Context } from '../drafts/drafts.js';
import { type AnyEntry, MANY } from '../drafts/entry.js';

const LEVELS = ['http', 'server', 'location'] as const;

/** Directives that change no answer and no limit: tuning of buffers, files, logs and the scheduler. */
export const ACCEPTED: readonly AnyEntry[] = [
  ...accept(
    ['main'],
    [
      'worker_priority',
      'worker_cpu_affinity',
      'worker_rlimit_core',
      'lock_file',
      'pcre_jit',
      'timer_resolution',
      'thread_pool',
      'env',
      'load_module',
    ],
  ),
  ...accept(
    ['events'],
    [
      'use',
      'multi_accept',
      'accept_mutex',
      'accept_mutex_delay',
      'worker_aio_requests',
      'debug_connection',
    ],
  ),
  ...accept(LEVELS, [
    'sendfile',
    'sendfile_max_chunk',
    'tcp_nopush',
    'tcp_nodelay',
    'send_lowat',
    'postpone_output',
    'output_buffers',
    'aio',
    'aio_write',
    'directio',
    'directio_alignment',
    'read_ahead',
    'types_hash_max_size',
    'types_hash_bucket_size',
    'rewrite_log',
    'subrequest_output_buffer_size',
    'uninitialized_variable_warn',
    'keepalive_disable',
    'client_body_buffer_size',
    'client_body_in_single_buffer',
    'client_body_temp_path',
    'proxy_buffers',
    'proxy_busy_buffers_size',
    'proxy_headers_hash_bucket_size',
    'proxy_headers_hash_max_size',
    'proxy_max_temp_file_size',
    'proxy_send_lowat',
    'proxy_socket_keepalive',
    'proxy_temp_file_write_size',
    'proxy_temp_path',
    'fastcgi_temp_path',
    'scgi_temp_path',
    'uwsgi_temp_path',
  ]),
  ...accept(['http', 'server'], ['connection_pool_size', 'request_pool_size', 'log_subrequest']),
  ...accept(
    ['http', 'stream'],
    [
      'map_hash_bucket_size',
      'map_hash_max_size',
      'variables_hash_bucket_size',
      'variables_hash_max_size',
    ],
  ),
  ...accept(['http'], ['server_names_hash_bucket_size', 'server_names_hash_max_size']),
  ...accept(
    ['stream', 'stream server'],
    ['tcp_nodelay', 'proxy_buffer_size', 'proxy_socket_keepalive'],
  ),
];

function accept(contexts: readonly Context[], names: readonly string[]): AnyEntry[] {
  return names.map((name) => ({
    name,
    contexts,
    args: [1, MANY],
    repeats: true,
    apply: 'accepted',
  }));
}
