import type { Place } from '../place.js';
import type { StreamHealthCheck, StreamMatch } from './health.js';
import type { AccessLogTarget, ErrorLogTarget, LogFormat } from './logs.js';
import type { ProxyBind } from './proxy.js';
import type { Upstream } from './upstream.js';
import type { MapBlock, SplitClients } from './variables.js';
import type { Listen, Template } from './words.js';

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
  /** An upstream's name or an address with its port; null if the server answers itself. */
  readonly proxyPass: StreamText | null;
  /** `return`: the text is sent and the connection closed; null if the server passes on. */
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
  /** null = the logs of the main level. */
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
