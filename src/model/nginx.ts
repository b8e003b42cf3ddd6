import type { Match } from './nginx-health.js';
import type { Location } from './nginx-location.js';
import type { ErrorLogTarget, LogFormat } from './nginx-logs.js';
import type { RewriteStep } from './nginx-rewrite.js';
import type { StreamConfig } from './nginx-stream.js';
import type { Upstream } from './nginx-upstream.js';
import type { MapBlock, SplitClients } from './nginx-variables.js';
import type { DirectiveRef, Listen } from './nginx-words.js';
import type { Place } from './place.js';

export type * from './nginx-health.js';
export type * from './nginx-location.js';
export type * from './nginx-logs.js';
export type * from './nginx-proxy.js';
export type * from './nginx-rewrite.js';
export type * from './nginx-stream.js';
export type * from './nginx-upstream.js';
export type * from './nginx-variables.js';
export type * from './nginx-words.js';

/**
 * An nginx configuration, understood: what `config/nginx` makes of the text, and what the
 * calculator counts and the bundled proxy runs. All values carry nginx's defaults already;
 * settings that nginx inherits (root, proxy_*) are merged down to the location.
 */
export interface NginxConfig {
  readonly file: string;
  /** `fragment`: the text stood outside `http { }`, as an included file does; no nginx starts it alone. */
  readonly shape: 'complete' | 'fragment';
  /** `auto` = one a core. nginx's default: 1. */
  readonly workerProcesses: number | 'auto';
  /** `master_process`: workers serve, and their master does not. */
  readonly masterProcess: boolean;
  /** Default 512. */
  readonly workerConnections: number;
  readonly workerRlimitNofile: number | null;
  readonly workerShutdownTimeoutMs: number | null;
  readonly pid: string | null;
  /** `daemon on` is written; where nothing is, the proxy stays in the foreground. */
  readonly daemon: boolean;
  /** Whom the workers of a master that is root become; null = nobody is written: they stay root. */
  readonly user: UserSetting | null;
  /** Where workers work, as far as it is written. */
  readonly workingDirectory: string | null;
  /** Of the main level; empty = none is written. */
  readonly errorLogs: readonly ErrorLogTarget[];
  readonly http: HttpConfig | null;
  readonly stream: StreamConfig | null;
  /** Directives known to change no answer (sendfile, tcp_nopush, ...): read and left aside. */
  readonly ignored: readonly DirectiveRef[];
  /** Log files that nginx opens, its defaults included. */
  readonly logFiles: number;
  /** URIs and named locations that `auth_request`, `mirror` and the like ask beside the request. */
  readonly subrequests: ReadonlySet<string>;
  /** Processes besides master and workers: those that look after a cache. */
  readonly helperProcesses: number;
  /** Included files that are not there; none where reading is strict. */
  readonly missingIncludes: readonly DirectiveRef[];
  /** Patterns of includes that match no file. */
  readonly emptyIncludes: readonly DirectiveRef[];
  /** Includes by an absolute path that is not here, read from a copy beside the configuration. */
  readonly copiedIncludes: readonly (DirectiveRef & { readonly file: string })[];
  /** Includes by an absolute path that were read from this host, though a copy lies beside the configuration. */
  readonly hostIncludes: readonly (DirectiveRef & { readonly file: string })[];
  /** Files that begin with a byte order mark, which nginx takes for a part of the first word. */
  readonly byteOrderMarks: readonly Place[];
  /** Directives not modelled: the bundled proxy refuses them, the calculator warns. */
  readonly unknown: readonly DirectiveRef[];
}

/** `user NAME [GROUP]`. */
export interface UserSetting {
  readonly name: string;
  /** Default: a group of the user's name. */
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
  /** Of them those that no host is found by: nginx has them where nobody else listens. */
  readonly unfindableNames: readonly WrittenName[];
  /** `keepalive_timeout`: idle client connections live this long. Default 75 s; 0 = no keep-alive. */
  readonly keepaliveTimeoutMs: number;
  /** Default 1000. */
  readonly keepaliveRequests: number;
  readonly clientHeaderTimeoutMs: number;
  readonly clientHead: ClientHead;
  /** `set`, `if`, `return` at server level: done before any location is looked for. */
  readonly rewrite: readonly RewriteStep[];
  /** Every location, an outer one before those it holds. */
  readonly locations: readonly Location[];
  /** What the server level sets, for requests that match no location. */
  readonly otherwise: Location;
  readonly place: Place;
}

/** A name of a server, and where it is written. */
export interface WrittenName {
  readonly name: string;
  readonly place: Place;
}

/** What is taken for the head of a request. */
export interface ClientHead {
  /** `large_client_header_buffers`; no line may be longer than one of them. */
  readonly buffers: HeaderBuffers;
  /** `client_header_buffer_size`, which a head begins in; what fits there needs no large one. */
  readonly firstBufferBytes: number;
  /** `underscores_in_headers`: `_` is a letter of a name like any other. */
  readonly underscores: boolean;
  /** `ignore_invalid_headers`: fields whose names hold other than letters, digits, `-` are dropped. */
  readonly ignoreInvalid: boolean;
  /** `merge_slashes`: several slashes of a path are one. */
  readonly mergeSlashes: boolean;
}

export interface HeaderBuffers {
  readonly count: number;
  readonly bytes: number;
}
