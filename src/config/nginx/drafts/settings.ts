import type {
  HeaderBuffers,
  Lingering,
  Location,
  ProxyBind,
  ProxySettings,
  Template,
} from '../../../model/nginx.js';

/** The settings that nginx hands down from http to server to location, under one name each. */
export interface Settings {
  root: Template;
  index: readonly Template[];
  defaultType: string;
  types: Location['types'];
  errorPages: Location['errorPages'];
  recursiveErrorPages: boolean;
  etag: boolean;
  maxRanges: number;
  serverTokens: boolean;
  keepaliveToldSeconds: number | null;
  lingeringMode: Lingering['mode'];
  lingeringMostMs: number;
  lingeringSilenceMs: number;
  chunkedCoding: boolean;
  absoluteRedirect: boolean;
  portInRedirect: boolean;
  serverNameInRedirect: boolean;
  mergeSlashes: boolean;
  addHeaders: Location['addHeaders'];
  accessLogs: Location['accessLogs'];
  errorLogs: Location['errorLogs'];
  logsNotFound: boolean;
  keepaliveTimeoutMs: number;
  keepaliveRequests: number;
  keepaliveTimeMs: number;
  clientHeaderTimeoutMs: number;
  clientBodyTimeoutMs: number;
  sendTimeoutMs: number;
  resetTimedOut: boolean;
  headerBuffers: HeaderBuffers;
  firstHeaderBufferBytes: number;
  underscoresInHeaders: boolean;
  ignoreInvalidHeaders: boolean;
  clientMaxBodyBytes: number;
  proxyBind: ProxyBind | null;
  fastcgiBind: ProxyBind | null;
  uwsgiBind: ProxyBind | null;
  scgiBind: ProxyBind | null;
  grpcBind: ProxyBind | null;
  memcachedBind: ProxyBind | null;
  proxyBindPorts: ProxySettings['bindPorts'];
  proxyHttpVersion: ProxySettings['httpVersion'];
  proxySetHeaders: ProxySettings['setHeaders'];
  proxyMethod: ProxySettings['method'];
  proxyPassRequestHeaders: boolean;
  proxyPassRequestBody: boolean;
  proxySetBody: ProxySettings['setBody'];
  proxyIgnoreClientAbort: boolean;
  proxyHideHeaders: readonly string[];
  proxyPassHeaders: readonly string[];
  proxyIgnoreHeaders: readonly string[];
  proxyRedirects: ProxySettings['redirects'];
  proxyConnectTimeoutMs: number;
  proxyReadTimeoutMs: number;
  proxySendTimeoutMs: number;
  proxyBuffering: boolean;
  proxyBufferBytes: number;
  proxyRequestBuffering: boolean;
  proxyInterceptErrors: boolean;
  proxyNextUpstream: readonly string[];
  proxyNextUpstreamTries: number;
  proxyNextUpstreamTimeoutMs: number;
}

/** nginx's defaults, from the "Default:" lines of its documentation. */
export const DEFAULT_SETTINGS: Settings = {
  root: ['html'],
  index: [['index.html']],
  defaultType: 'text/plain',
  types: null,
  errorPages: [],
  recursiveErrorPages: false,
  etag: true,
  maxRanges: Number.POSITIVE_INFINITY,
  serverTokens: true,
  keepaliveToldSeconds: null,
  lingeringMode: 'on',
  lingeringMostMs: 30_000,
  lingeringSilenceMs: 5_000,
  chunkedCoding: true,
  absoluteRedirect: true,
  portInRedirect: true,
  serverNameInRedirect: false,
  mergeSlashes: true,
  addHeaders: [],
  accessLogs: [],
  errorLogs: null,
  logsNotFound: true,
  keepaliveTimeoutMs: 75_000,
  keepaliveRequests: 1000,
  keepaliveTimeMs: 3_600_000,
  clientHeaderTimeoutMs: 60_000,
  clientBodyTimeoutMs: 60_000,
  sendTimeoutMs: 60_000,
  resetTimedOut: false,
  headerBuffers: { count: 4, bytes: 8192 },
  firstHeaderBufferBytes: 1024,
  underscoresInHeaders: false,
  ignoreInvalidHeaders: true,
  clientMaxBodyBytes: 1_048_576,
  proxyBind: null,
  fastcgiBind: null,
  uwsgiBind: null,
  scgiBind: null,
  grpcBind: null,
  memcachedBind: null,
  proxyBindPorts: null,
  proxyHttpVersion: '1.0',
  proxySetHeaders: [],
  proxyMethod: null,
  proxyPassRequestHeaders: true,
  proxyPassRequestBody: true,
  proxySetBody: null,
  proxyIgnoreClientAbort: false,
  proxyHideHeaders: [],
  proxyPassHeaders: [],
  proxyIgnoreHeaders: [],
  proxyRedirects: [{ kind: 'default' }],
  proxyConnectTimeoutMs: 60_000,
  proxyReadTimeoutMs: 60_000,
  proxySendTimeoutMs: 60_000,
  proxyBuffering: true,
  // One memory page; 8k on systems with larger pages.
  proxyBufferBytes: 4096,
  proxyRequestBuffering: true,
  proxyInterceptErrors: false,
  proxyNextUpstream: ['error', 'timeout'],
  proxyNextUpstreamTries: 0,
  proxyNextUpstreamTimeoutMs: 0,
};

/** What one level sets itself; the rest comes from the level above. */
export interface Level {
  readonly settings: Partial<Settings>;
}
