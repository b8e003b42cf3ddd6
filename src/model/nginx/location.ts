import type { Place } from '../place.js';
import type { HealthCheck } from './health.js';
import type { AccessLogTarget, ErrorLogTarget } from './logs.js';
import type { OtherPass, ProxySettings } from './proxy.js';
import type { RewriteStep } from './rewrite.js';
import type { Template } from './words.js';

export interface Location {
  readonly kind: 'exact' | 'prefix' | 'prefix-final' | 'regex' | 'named';
  /** Without modifier; with its `@` if it is named. */
  readonly pattern: string;
  readonly ignoreCase: boolean;
  /** The location that contains it; null = the server itself. */
  readonly within: Location | null;
  /** Only for requests that an internal redirect leads here. */
  readonly internal: boolean;
  /** As written; relative roots are relative to the prefix (`-p`). Default `html`. */
  readonly root: Template;
  readonly index: readonly Template[];
  readonly defaultType: string;
  /** Content types by a file's ending, in lower case; null = nginx's own three. */
  readonly types: Readonly<Record<string, string>> | null;
  /** `etag`: files are sent with an entity tag. */
  readonly etag: boolean;
  /** `max_ranges` for a file in one request; infinite by default. */
  readonly maxRanges: number;
  /** `server_tokens`: answers and error pages contain the version of this proxy. */
  readonly serverTokens: boolean;
  readonly redirects: RedirectForm;
  readonly tryFiles: TryFiles | null;
  readonly rewrite: readonly RewriteStep[];
  /** The first one for a status applies. */
  readonly errorPages: readonly ErrorPage[];
  /** `recursive_error_pages`: an error in an error page may have an error page of its own. */
  readonly recursiveErrorPages: boolean;
  readonly keepaliveTimeoutMs: number;
  readonly keepaliveRequests: number;
  /** `keepalive_time`: age from which a client's connection carries no further request. Default 1 h. */
  readonly keepaliveTimeMs: number;
  /** Second value of `keepalive_timeout`, which is sent to clients; null = it is not sent. */
  readonly keepaliveToldSeconds: number | null;
  readonly lingering: Lingering;
  /** `chunked_transfer_encoding`; without it a body of unknown length ends with the connection. */
  readonly chunkedCoding: boolean;
  readonly clientBodyTimeoutMs: number;
  /** Longest time during which a client takes no bytes. */
  readonly sendTimeoutMs: number;
  /** `reset_timedout_connection`: a client that timed out gets RST instead of FIN. */
  readonly resetTimedOut: boolean;
  /** 0 = unlimited. Default 1 MB. */
  readonly clientMaxBodyBytes: number;
  readonly proxy: ProxySettings | null;
  /** `fastcgi_pass` and similar directives, and a `proxy_pass` in an `if` or a `limit_except`. */
  readonly otherPasses: readonly OtherPass[];
  readonly addHeaders: readonly {
    readonly name: string;
    readonly value: Template;
    readonly always: boolean;
  }[];
  /** Empty = off, which is the default here. */
  readonly accessLogs: readonly AccessLogTarget[];
  /** null = the logs of the main level. */
  readonly errorLogs: readonly ErrorLogTarget[] | null;
  /** `log_not_found`: missing files are logged as errors too. */
  readonly logsNotFound: boolean;
  readonly healthCheck: HealthCheck | null;
  /** Answers with the state of this process, a part of the NGINX Plus API. */
  readonly api: boolean;
  readonly place: Place;
}

/** `lingering_close`: reading after our FIN, so that no reset destroys what was sent. */
export interface Lingering {
  readonly mode: 'on' | 'off' | 'always';
  /** `lingering_time`, the total. Default 30 s. */
  readonly mostMs: number;
  /** `lingering_timeout`, for each silence. Default 5 s. */
  readonly silenceMs: number;
}

/** How the proxy writes a `Location` of its own. */
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
  /** The client's status instead: null = the status itself, 0 (`=`) = the status of the page. */
  readonly as: number | null;
  /** A path, a named location, or a URL to redirect to. */
  readonly uri: Template;
  readonly place: Place;
}

export interface TryFiles {
  /** Tried in order, relative to the root, joined as in nginx, without a slash between. */
  readonly files: readonly Template[];
  readonly fallback:
    | { readonly kind: 'named'; readonly name: string }
    | { readonly kind: 'status'; readonly status: number }
    | { readonly kind: 'uri'; readonly uri: Template };
  readonly place: Place;
}
