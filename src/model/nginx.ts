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
  readonly errorLog: string | null;
  readonly http: HttpConfig | null;
  readonly stream: StreamConfig | null;
  /** Directives known to change no answer (sendfile, tcp_nopush, ...): read and left aside. */
  readonly ignored: readonly DirectiveRef[];
  /** Directives not modelled: the bundled proxy refuses them, the calculator warns. */
  readonly unknown: readonly DirectiveRef[];
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
  readonly servers: readonly HttpServer[];
}

/** TCP proxying; its servers are filled in by a later issue, its upstreams and maps count already. */
export interface StreamConfig {
  readonly maps: readonly MapBlock[];
  readonly splits: readonly SplitClients[];
  readonly upstreams: readonly Upstream[];
  readonly servers: readonly StreamServer[];
}

export interface StreamServer {
  readonly listens: readonly Listen[];
  readonly proxyPass: Template | null;
  readonly proxyBind: ProxyBind | null;
  readonly place: Place;
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
  /** Shared memory zone: state is one for all workers. Without it each worker counts alone. */
  readonly zone: string | null;
  readonly method: BalancingMethod;
  /** Idle upstream connections kept a worker; null = none are kept. */
  readonly keepalive: number | null;
  readonly keepaliveTimeoutMs: number;
  readonly keepaliveRequests: number;
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

export interface MatchHeader {
  readonly name: string;
  readonly operator: 'present' | 'absent' | 'equals' | 'differs' | 'matches' | 'differs-regex';
  readonly value: string | null;
}

export interface Listen {
  /** `*` for every address. */
  readonly address: string;
  readonly port: number;
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
  readonly clientBodyTimeoutMs: number;
  /** Longest standstill of a client that takes no bytes. */
  readonly sendTimeoutMs: number;
  /** `reset_timedout_connection`: a client whose time is up gets RST for FIN. */
  readonly resetTimedOut: boolean;
  readonly clientHead: ClientHead;
  /** 0 = unlimited. Default 1 MB. */
  readonly clientMaxBodyBytes: number;
  /** A `return` at server level answers before any location is looked for. */
  readonly return: Return | null;
  readonly locations: readonly Location[];
  /** Settings of the server level, for requests that match no location. */
  readonly root: string;
  readonly place: Place;
}

/** What is taken for the head of a request. */
export interface ClientHead {
  /** `large_client_header_buffers`; no line may be longer than one of them. */
  readonly buffers: HeaderBuffers;
  /** `underscores_in_headers`: `_` is a letter of a name like any other. */
  readonly underscores: boolean;
  /** `ignore_invalid_headers`: fields whose names hold other than letters, digits, `-` are dropped. */
  readonly ignoreInvalid: boolean;
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
  /** As written; relative roots are relative to the prefix (`-p`). Default `html`. */
  readonly root: string;
  readonly index: readonly string[];
  readonly defaultType: string;
  readonly tryFiles: TryFiles | null;
  readonly return: Return | null;
  readonly proxy: ProxySettings | null;
  readonly addHeaders: readonly {
    readonly name: string;
    readonly value: Template;
    readonly always: boolean;
  }[];
  readonly healthCheck: HealthCheck | null;
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
  readonly httpVersion: '1.0' | '1.1';
  /** In order; nginx's own defaults (`Host $proxy_host`, `Connection close`) are in it unless replaced. */
  readonly setHeaders: readonly { readonly name: string; readonly value: Template }[];
  /** Fields of the upstream's answer that the client does not get, besides nginx's own. */
  readonly hideHeaders: readonly string[];
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly sendTimeoutMs: number;
  readonly buffering: boolean;
  readonly requestBuffering: boolean;
  readonly nextUpstream: {
    readonly conditions: readonly string[];
    /** 0 = as many as there are servers. */
    readonly tries: number;
    /** 0 = no limit. */
    readonly timeoutMs: number;
  };
}

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
