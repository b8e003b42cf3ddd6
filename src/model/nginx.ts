import type { Place } from './place.js';

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

/** How grave a line of an error log is, the gravest last. */
export type LogLevel = 'debug' | 'info' | 'notice' | 'warn' | 'error' | 'crit' | 'alert' | 'emerg';

/** One `error_log`. */
export interface ErrorLogTarget {
  /** As written: a path, relative to the prefix, or `stderr`. */
  readonly path: string;
  /** The least grave that is written there. */
  readonly level: LogLevel;
  readonly place: Place;
}

/** One `log_format`. */
export interface LogFormat {
  readonly name: string;
  /** How what variables say is made safe for a line. */
  readonly escape: 'default' | 'json' | 'none';
  readonly template: Template;
  readonly place: Place;
}

/** One `access_log`. */
export interface AccessLogTarget {
  /** As written: a path, relative to the prefix. */
  readonly path: string;
  /** Name of a `log_format`; in http `combined` is always there. */
  readonly format: string;
  /** Empty or `0`: the request or session is not logged; null = every one is. */
  readonly condition: Template | null;
  readonly place: Place;
}

/** A directive by name and place. */
export interface DirectiveRef {
  readonly name: string;
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

/** TCP proxying. */
export interface StreamConfig {
  readonly maps: readonly MapBlock[];
  readonly splits: readonly SplitClients[];
  readonly upstreams: readonly Upstream[];
  readonly matches: readonly StreamMatch[];
  readonly logFormats: readonly LogFormat[];
  readonly servers: readonly StreamServer[];
}

export interface StreamServer {
  readonly listens: readonly Listen[];
  /** An upstream's name or an address with its port; null where the server answers itself. */
  readonly proxyPass: StreamText | null;
  /** `return`: sent, and then the connection is closed; null where the server passes on. */
  readonly return: StreamText | null;
  /** `set`, in their order, before either. */
  readonly sets: readonly StreamSet[];
  readonly proxyBind: ProxyBind | null;
  readonly proxyConnectTimeoutMs: number;
  /** `proxy_timeout`: the longest silence in both directions. Default 10 minutes. */
  readonly proxyTimeoutMs: number;
  readonly proxyHalfClose: boolean;
  readonly nextUpstream: {
    readonly on: boolean;
    /** 0 = as many as there are servers. */
    readonly tries: number;
    /** 0 = no limit. */
    readonly timeoutMs: number;
  };
  readonly healthCheck: StreamHealthCheck | null;
  /** Empty = off, which is the default. */
  readonly accessLogs: readonly AccessLogTarget[];
  /** null = those of the main level. */
  readonly errorLogs: readonly ErrorLogTarget[] | null;
  readonly place: Place;
}

export interface StreamText {
  readonly text: Template;
  readonly place: Place;
}

export interface StreamSet extends StreamText {
  /** Without the `$`. */
  readonly variable: string;
}

/**
 * A string with variables in it, split once: literals as strings, variables by name without
 * the `$`. `"$remote_addr:$remote_port"` is `[{variable:'remote_addr'}, ':', {variable:'remote_port'}]`.
 */
export type Template = readonly (string | { readonly variable: string })[];

/** `map $source $variable { ... }`, entries in the file's order. */
export interface MapBlock {
  readonly source: Template;
  /** Without the `$`. */
  readonly variable: string;
  readonly entries: readonly MapEntry[];
  readonly default: Template;
  readonly hostnames: boolean;
  /** Evaluated anew each time; else once for each request. */
  readonly volatile: boolean;
  readonly place: Place;
}

export interface MapEntry {
  /** `exact` compares without case, as nginx does; `regex` is the pattern without its `~` or `~*`. */
  readonly kind: 'exact' | 'regex';
  readonly pattern: string;
  /** `~*`. */
  readonly ignoreCase: boolean;
  readonly value: Template;
  readonly place: Place;
}

export interface SplitClients {
  readonly source: Template;
  readonly variable: string;
  /** `percent` 0..100; null for `*`, the rest. */
  readonly parts: readonly { readonly percent: number | null; readonly value: Template }[];
  readonly place: Place;
}

export interface Upstream {
  readonly name: string;
  readonly servers: readonly UpstreamServer[];
  /**
   * Shared memory zone: state is one for all workers. Without it each worker counts alone. Here the
   * workers tell each other of connections and failures; whose turn it is, each knows for itself.
   */
  readonly zone: string | null;
  readonly method: BalancingMethod;
  /** Idle upstream connections kept a worker; null = none are kept. */
  readonly keepalive: number | null;
  readonly keepaliveTimeoutMs: number;
  readonly keepaliveRequests: number;
  /** Age from which a connection is not kept any more. */
  readonly keepaliveTimeMs: number;
  /**
   * Ours, not nginx's: the waiting timeout for what is established on a server that health
   * checks mark down. null = wait for ever.
   */
  readonly drainTimeoutMs: number | null;
  readonly place: Place;
}

/** How an upstream chooses among its servers. */
export type BalancingMethod =
  | { readonly kind: 'round-robin' | 'least-conn' | 'ip-hash' }
  | {
      readonly kind: 'hash';
      readonly key: Template;
      /** On a ketama ring. */
      readonly consistent: boolean;
      readonly place: Place;
    }
  /** `two`: of two drawn, the one with fewer connections. */
  | { readonly kind: 'random'; readonly two: boolean };

export interface UpstreamServer {
  /** As written: `127.0.0.1:8080`, `backend.example:80`. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly weight: number;
  /** 0 = unlimited, as in nginx. */
  readonly maxConns: number;
  readonly maxFails: number;
  readonly failTimeoutMs: number;
  readonly slowStartMs: number;
  readonly backup: boolean;
  readonly down: boolean;
  readonly place: Place;
}

/** NGINX Plus `match`: what an answer to a health check must be. */
export interface Match {
  readonly name: string;
  /** Inclusive ranges; empty = any. `negated` = none of them may be. */
  readonly status: {
    readonly negated: boolean;
    readonly ranges: readonly (readonly [number, number])[];
  } | null;
  readonly body: {
    readonly negated: boolean;
    readonly pattern: string;
    readonly ignoreCase: boolean;
  } | null;
  readonly headers: readonly MatchHeader[];
  readonly place: Place;
}

/** NGINX Plus `match` in `stream`: what is said to a server, and what it must say. */
export interface StreamMatch {
  readonly name: string;
  /** One byte a character; null = nothing. */
  readonly send: string | null;
  /** null = taking the connection is enough. */
  readonly expect:
    | { readonly kind: 'literal'; readonly bytes: string }
    | { readonly kind: 'regex'; readonly pattern: string; readonly ignoreCase: boolean }
    | null;
  readonly place: Place;
}

export interface MatchHeader {
  readonly name: string;
  readonly operator: 'present' | 'absent' | 'equals' | 'differs' | 'matches' | 'differs-regex';
  /** `~*`, `!~*`: the expression does not look at case. */
  readonly ignoreCase: boolean;
  readonly value: string | null;
}

export interface Listen {
  /** `*` for every address; IPv6 in brackets. */
  readonly address: string;
  readonly port: number;
  /** `ipv6only`: no IPv4 clients; null = not written, which is on. */
  readonly ipv6Only: boolean | null;
  readonly defaultServer: boolean;
  readonly backlog: number | null;
  readonly place: Place;
}

export interface HttpServer {
  readonly listens: readonly Listen[];
  /** As written: exact, `*.example.com`, `~regex`, `_`. */
  readonly names: readonly string[];
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

/** What is done with a request before its content is looked for, step by step as written. */
export type RewriteStep =
  | {
      readonly kind: 'set';
      readonly variable: string;
      readonly value: Template;
      readonly place: Place;
    }
  | ({ readonly kind: 'return' } & Return)
  /** Leaves the rest of the steps. */
  | { readonly kind: 'break'; readonly place: Place }
  | {
      readonly kind: 'if';
      readonly condition: Condition;
      readonly steps: readonly RewriteStep[];
      readonly place: Place;
    };

/** What stands in the parentheses of an `if`. */
export type Condition = { readonly negated: boolean; readonly place: Place } & (
  | { readonly kind: 'set' | 'equals'; readonly value: Template; readonly to: Template }
  | {
      readonly kind: 'matches';
      readonly value: Template;
      readonly pattern: string;
      readonly ignoreCase: boolean;
    }
  | { readonly kind: FileTest; readonly path: Template }
);

/** `-f`, `-d`, `-e`, `-x`. */
export type FileTest = 'file' | 'directory' | 'exists' | 'executable';
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

export interface Return {
  readonly status: number;
  /** Body text, or the Location of a redirect. */
  readonly text: Template | null;
  readonly place: Place;
}

export interface Location {
  readonly kind: 'exact' | 'prefix' | 'prefix-final' | 'regex' | 'named';
  /** Without modifier; with its `@` when named. */
  readonly pattern: string;
  readonly ignoreCase: boolean;
  /** The location it stands in; null = the server itself. */
  readonly within: Location | null;
  /** Only for requests that the configuration itself leads here. */
  readonly internal: boolean;
  /** As written; relative roots are relative to the prefix (`-p`). Default `html`. */
  readonly root: Template;
  readonly index: readonly Template[];
  readonly defaultType: string;
  /** Content types by a file's ending, in lower case; null = nginx's own three. */
  readonly types: Readonly<Record<string, string>> | null;
  /** `etag`: files are sent with a validator of their own. */
  readonly etag: boolean;
  readonly redirects: RedirectForm;
  readonly tryFiles: TryFiles | null;
  readonly rewrite: readonly RewriteStep[];
  /** The first for a status holds. */
  readonly errorPages: readonly ErrorPage[];
  /** `recursive_error_pages`: an error on an error page's way may have a page of its own. */
  readonly recursiveErrorPages: boolean;
  readonly keepaliveTimeoutMs: number;
  readonly keepaliveRequests: number;
  /** Second value of `keepalive_timeout`, which clients are told; null = they are told nothing. */
  readonly keepaliveToldSeconds: number | null;
  readonly lingering: Lingering;
  /** `chunked_transfer_encoding`; without it a body of unknown length ends with the connection. */
  readonly chunkedCoding: boolean;
  readonly clientBodyTimeoutMs: number;
  /** Longest standstill of a client that takes no bytes. */
  readonly sendTimeoutMs: number;
  /** `reset_timedout_connection`: a client whose time is up gets RST for FIN. */
  readonly resetTimedOut: boolean;
  /** 0 = unlimited. Default 1 MB. */
  readonly clientMaxBodyBytes: number;
  readonly proxy: ProxySettings | null;
  readonly addHeaders: readonly {
    readonly name: string;
    readonly value: Template;
    readonly always: boolean;
  }[];
  /** Empty = off, which is the default here. */
  readonly accessLogs: readonly AccessLogTarget[];
  /** null = those of the main level. */
  readonly errorLogs: readonly ErrorLogTarget[] | null;
  /** `log_not_found`: files that are not there are errors too. */
  readonly logsNotFound: boolean;
  readonly healthCheck: HealthCheck | null;
  /** Answers with this process's state, a part of the NGINX Plus API. */
  readonly api: boolean;
  readonly place: Place;
}

/** `lingering_close`: reading on after our FIN, so that no reset destroys what was sent. */
export interface Lingering {
  readonly mode: 'on' | 'off' | 'always';
  /** `lingering_time`, in all. Default 30 s. */
  readonly mostMs: number;
  /** `lingering_timeout`, for each silence. Default 5 s. */
  readonly silenceMs: number;
}

/** How a `Location` of the proxy's own is written. */
export interface RedirectForm {
  /** `absolute_redirect`: with scheme and host. */
  readonly absolute: boolean;
  /** `port_in_redirect`: with the port, unless it is 80. */
  readonly withPort: boolean;
  /** `server_name_in_redirect`: the host is the server's first name, not the one asked for. */
  readonly byServerName: boolean;
}

/** `error_page 404 = /missing.html`. */
export interface ErrorPage {
  readonly statuses: readonly number[];
  /** What the client is told instead: null = the status itself, 0 (`=`) = whatever the page has. */
  readonly as: number | null;
  /** A path, a named location, or a URL to send the client to. */
  readonly uri: Template;
  readonly place: Place;
}

export interface TryFiles {
  /** Tried in order, relative to the root, joined as nginx joins: with no slash between. */
  readonly files: readonly Template[];
  readonly fallback:
    | { readonly kind: 'named'; readonly name: string }
    | { readonly kind: 'status'; readonly status: number }
    | { readonly kind: 'uri'; readonly uri: Template };
  readonly place: Place;
}

export interface ProxySettings {
  readonly pass: ProxyPass;
  readonly bind: ProxyBind | null;
  /**
   * Ours, not nginx's: the proxy deals out these source ports itself, both included, on the
   * address of `bind`, where the kernel would choose. null = the kernel chooses.
   */
  readonly bindPorts: readonly [low: number, high: number] | null;
  readonly httpVersion: '1.0' | '1.1';
  /** In order; nginx's own defaults (`Host $proxy_host`, `Connection close`) are in it unless replaced. */
  readonly setHeaders: readonly { readonly name: string; readonly value: Template }[];
  /** Method that the upstream is asked with; null = the client's. */
  readonly method: Template | null;
  readonly passRequestHeaders: boolean;
  readonly passRequestBody: boolean;
  /** Goes to the upstream in place of the client's body. */
  readonly setBody: Template | null;
  /** What the upstream was asked is seen through without a client. */
  readonly ignoreClientAbort: boolean;
  /** Fields of the upstream's answer that the client does not get, besides nginx's own. */
  readonly hideHeaders: readonly string[];
  /** Fields that the client does get, whatever hides them. */
  readonly passHeaders: readonly string[];
  /** Fields of the upstream's answer that mean nothing here, in lower case. */
  readonly ignoreHeaders: readonly string[];
  /** How URLs in `Location` and `Refresh` are rewritten, the first that fits; none when off. */
  readonly redirects: readonly ProxyRedirect[];
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly sendTimeoutMs: number;
  readonly buffering: boolean;
  /** Most that the head of an answer may take, its status line included. */
  readonly bufferBytes: number;
  readonly requestBuffering: boolean;
  /** Statuses from 300 on that this side has an error_page for are answered with that. */
  readonly interceptErrors: boolean;
  readonly nextUpstream: {
    readonly conditions: readonly string[];
    /** 0 = as many as there are servers. */
    readonly tries: number;
    /** 0 = no limit. */
    readonly timeoutMs: number;
  };
}

export type ProxyRedirect =
  /** From what proxy_pass names to the location's prefix. */
  | { readonly kind: 'default' }
  | {
      readonly kind: 'prefix';
      readonly pattern: Template;
      readonly replacement: Template;
      readonly place: Place;
    }
  | {
      readonly kind: 'regex';
      /** Without its `~` or `~*`. */
      readonly pattern: string;
      readonly ignoreCase: boolean;
      readonly replacement: Template;
      readonly place: Place;
    };

export interface ProxyPass {
  readonly scheme: 'http' | 'https';
  /** An upstream's name or a host with port; may hold variables. */
  readonly target: Template;
  /** The URI part, which replaces the location's prefix; null = the request's URI goes on as it is. */
  readonly uri: Template | null;
  readonly place: Place;
}

export type ProxyBind =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'address';
      readonly address: Template;
      readonly transparent: boolean;
      readonly place: Place;
    };

/** NGINX Plus `health_check`, active checks of every server of the location's upstream. */
export interface HealthCheck {
  readonly uri: string;
  readonly port: number | null;
  readonly intervalMs: number;
  readonly jitterMs: number;
  readonly fails: number;
  readonly passes: number;
  /** The name of a `match` block; null = status 2xx or 3xx. */
  readonly match: string | null;
  readonly mandatory: boolean;
  readonly place: Place;
}

/** NGINX Plus `health_check` in `stream`, active checks of every server of the upstream. */
export interface StreamHealthCheck extends Omit<HealthCheck, 'uri'> {
  /** `health_check_timeout`. Default 5 s. */
  readonly timeoutMs: number;
}
