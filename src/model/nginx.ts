import type { Match } from './nginx/health.js';
import type { Location } from './nginx/location.js';
import type { ErrorLogTarget, LogFormat } from './nginx/logs.js';
import type { RewriteStep } from './nginx/rewrite.js';
import type { StreamConfig } from './nginx/stream.js';
import type { Upstream } from './nginx/upstream.js';
import type { MapBlock, SplitClients } from './nginx/variables.js';
import type { DirectiveRef, Listen } from './nginx/words.js';
import type { Place } from './place.js';

export type * from './nginx/health.js';
export type * from './nginx/location.js';
export type * from './nginx/logs.js';
export type * from './nginx/proxy.js';
export type * from './nginx/rewrite.js';
export type * from './nginx/stream.js';
export type * from './nginx/upstream.js';
export type * from './nginx/variables.js';
export type * from './nginx/words.js';

/**
 * The meaning of an nginx configuration: `config/nginx` makes it from the text, the calculator
 * counts it and the bundled proxy runs it. All values include nginx's defaults; inherited settings
 * (root, proxy_*) are merged down to the location.
 */
export interface NginxConfig {
  readonly file: string;
  /**
   * `fragment`: the text was not inside `http { }`, like an included file; nginx does not start it
   * alone.
   */
  readonly shape: 'complete' | 'fragment';
  /** `auto` = one for each core. nginx's default: 1. */
  readonly workerProcesses: number | 'auto';
  /** `master_process`: workers serve, and their master does not. */
  readonly masterProcess: boolean;
  /** Default 512. */
  readonly workerConnections: number;
  readonly workerRlimitNofile: number | null;
  readonly workerShutdownTimeoutMs: number | null;
  readonly pid: string | null;
  /** `daemon on` is written; by default the proxy stays in the foreground. */
  readonly daemon: boolean;
  /** The user that the workers of a root master change to; null = none is written, and they stay root. */
  readonly user: UserSetting | null;
  /** The working directory of workers; null = none is written. */
  readonly workingDirectory: string | null;
  /** Logs of the main level; empty = none is written. */
  readonly errorLogs: readonly ErrorLogTarget[];
  readonly http: HttpConfig | null;
  readonly stream: StreamConfig | null;
  /** Directives known to change no answer (sendfile, tcp_nopush, ...): read and ignored. */
  readonly ignored: readonly DirectiveRef[];
  /** Log files that nginx opens, with its defaults. */
  readonly logFiles: number;
  /**
   * URIs and named locations that `auth_request`, `mirror` and similar directives request besides
   * the request.
   */
  readonly subrequests: ReadonlySet<string>;
  /** Processes besides master and workers: those that maintain a cache. */
  readonly helperProcesses: number;
  /** Included files that do not exist; empty if reading is strict. */
  readonly missingIncludes: readonly DirectiveRef[];
  /** Patterns of includes that match no file. */
  readonly emptyIncludes: readonly DirectiveRef[];
  /**
   * Includes with an absolute path that does not exist here, read from a copy beside the
   * configuration.
   */
  readonly copiedIncludes: readonly (DirectiveRef & { readonly file: string })[];
  /**
   * Includes with an absolute path that were read from this host, although there is a copy beside
   * the configuration.
   */
  readonly hostIncludes: readonly (DirectiveRef & { readonly file: string })[];
  /** Files that begin with a byte order mark, which nginx takes for a part of the first word. */
  readonly byteOrderMarks: readonly Place[];
  /** Directives that are not modelled: the bundled proxy refuses them, the calculator warns. */
  readonly unknown: readonly DirectiveRef[];
}

/** `user NAME [GROUP]`. */
export interface UserSetting {
  readonly name: string;
  /** Default: a group with the user's name. */
  readonly group: string;
  readonly place: Place;
}

export interface HttpConfig {
  readonly maps: readonly MapBlock[];
  readonly splits: readonly SplitClients[];
  readonly upstreams: readonly Upstream[];
  readonly matches: readonly Match[];
  readonly logFormats: readonly LogFormat[];
  readonly servers: readonly HttpServer[];
}

export interface HttpServer {
  readonly listens: readonly Listen[];
  /** As written: exact, `*.example.com`, `~regex`, `_`. */
  readonly names: readonly string[];
  /** The names by which no host is found; nginx accepts them on a socket with a single server. */
  readonly unfindableNames: readonly WrittenName[];
  /** `keepalive_timeout`: how long idle client connections are kept. Default 75 s; 0 = no keep-alive. */
  readonly keepaliveTimeoutMs: number;
  /** Default 1000. */
  readonly keepaliveRequests: number;
  readonly clientHeaderTimeoutMs: number;
  readonly clientHead: ClientHead;
  /** `set`, `if`, `return` at server level, which run before a location is looked for. */
  readonly rewrite: readonly RewriteStep[];
  /** Every location; an outer one comes before those inside it. */
  readonly locations: readonly Location[];
  /** The settings of the server level, for requests that match no location. */
  readonly otherwise: Location;
  readonly place: Place;
}

/** A name of a server, and where it is written. */
export interface WrittenName {
  readonly name: string;
  readonly place: Place;
}

/** Limits and rules for the head of a request. */
export interface ClientHead {
  /** `large_client_header_buffers`; no line may be longer than one of them. */
  readonly buffers: HeaderBuffers;
  /** `client_header_buffer_size`, the first buffer of a head; a head that fits needs no large one. */
  readonly firstBufferBytes: number;
  /** `underscores_in_headers`: `_` is an ordinary character of a name. */
  readonly underscores: boolean;
  /**
   * `ignore_invalid_headers`: fields whose names contain other characters than letters, digits and
   * `-` are dropped.
   */
  readonly ignoreInvalid: boolean;
  /** `merge_slashes`: several slashes in a path become one. */
  readonly mergeSlashes: boolean;
}

export interface HeaderBuffers {
  readonly count: number;
  readonly bytes: number;
}
