import type {
  BalancingMethod,
  ErrorLogTarget,
  HeaderBuffers,
  HealthCheck,
  Lingering,
  Listen,
  Location,
  LogFormat,
  MapBlock,
  Match,
  MatchHeader,
  ProxyBind,
  ProxyPass,
  ProxySettings,
  RewriteStep,
  SplitClients,
  StreamMatch,
  StreamSet,
  StreamText,
  Template,
  TryFiles,
  UpstreamServer,
  UserSetting,
} from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import type { StreamLevel } from './stream-settings.js';

/** The settings nginx hands down from http to server to location, under one name each. */
export interface Settings {
  root: Template;
  index: readonly Template[];
  defaultType: string;
  types: Location['types'];
  errorPages: Location['errorPages'];
  recursiveErrorPages: boolean;
  etag: boolean;
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
  // One memory page; 8k where pages are larger.
  proxyBufferBytes: 4096,
  proxyRequestBuffering: true,
  proxyInterceptErrors: false,
  proxyNextUpstream: ['error', 'timeout'],
  proxyNextUpstreamTries: 0,
  proxyNextUpstreamTimeoutMs: 0,
};

/** What one level sets itself; what it leaves out comes from the level above. */
export interface Level {
  readonly settings: Partial<Settings>;
}

export interface MainDraft {
  workerProcesses?: number | 'auto';
  workerConnections?: number;
  workerRlimitNofile?: number;
  workerShutdownTimeoutMs?: number;
  pid?: string;
  daemon?: boolean;
  workingDirectory?: string;
  user?: UserSetting;
  errorLogs?: ErrorLogTarget[];
  events?: true;
  http?: HttpDraft;
  stream?: StreamDraft;
}

export interface HttpDraft extends Level {
  readonly maps: MapBlock[];
  readonly splits: SplitClients[];
  readonly upstreams: UpstreamDraft[];
  readonly matches: Match[];
  readonly logFormats: LogFormat[];
  readonly servers: ServerDraft[];
}

export interface StreamDraft extends StreamLevel {
  readonly maps: MapBlock[];
  readonly splits: SplitClients[];
  readonly upstreams: UpstreamDraft[];
  readonly matches: StreamMatch[];
  readonly logFormats: LogFormat[];
  readonly servers: StreamServerDraft[];
}

export interface StreamServerDraft extends StreamLevel {
  readonly listens: Listen[];
  readonly sets: StreamSet[];
  /** As in nginx, of `proxy_pass` and `return` the one that is written last. */
  content?: { readonly kind: 'pass' | 'return' } & StreamText;
  healthCheck?: Omit<HealthCheck, 'uri'>;
  readonly place: Place;
}

export interface ServerDraft extends Level {
  readonly listens: Listen[];
  readonly names: string[];
  readonly locations: LocationDraft[];
  readonly steps: RewriteStep[];
  tryFiles?: TryFiles;
  readonly place: Place;
}

export interface LocationDraft extends Level {
  readonly kind: Location['kind'];
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly locations: LocationDraft[];
  readonly steps: RewriteStep[];
  internal?: true;
  tryFiles?: TryFiles;
  proxyPass?: ProxyPass;
  healthCheck?: HealthCheck;
  api?: true;
  readonly place: Place;
}

/** An `if`: the steps inside its braces. */
export interface IfDraft {
  readonly steps: RewriteStep[];
}

export interface UpstreamDraft {
  readonly name: string;
  readonly servers: UpstreamServer[];
  zone?: string;
  method?: BalancingMethod;
  keepalive?: number;
  keepaliveTimeoutMs?: number;
  keepaliveRequests?: number;
  keepaliveTimeMs?: number;
  drainTimeoutMs?: number;
  readonly place: Place;
}

export interface MatchDraft {
  status?: Match['status'];
  body?: Match['body'];
  readonly headers: MatchHeader[];
}

export interface StreamMatchDraft {
  send?: string;
  expect?: StreamMatch['expect'];
}

/** The blocks a directive can stand in, each with what is being gathered there. */
export interface Drafts {
  main: MainDraft;
  events: MainDraft;
  http: HttpDraft;
  server: ServerDraft;
  location: LocationDraft;
  if: IfDraft;
  upstream: UpstreamDraft;
  match: MatchDraft;
  stream: StreamDraft;
  'stream server': StreamServerDraft;
  'stream upstream': UpstreamDraft;
  'stream match': StreamMatchDraft;
}

export type Context = keyof Drafts;

export function newHttp(): HttpDraft {
  return {
    settings: {},
    maps: [],
    splits: [],
    upstreams: [],
    matches: [],
    logFormats: [],
    servers: [],
  };
}

export function newStream(): StreamDraft {
  return {
    stream: {},
    maps: [],
    splits: [],
    upstreams: [],
    matches: [],
    logFormats: [],
    servers: [],
  };
}

export function newServer(place: Place): ServerDraft {
  return { settings: {}, listens: [], names: [], locations: [], steps: [], place };
}

export function newLocation(
  pattern: Pick<LocationDraft, 'kind' | 'pattern' | 'ignoreCase' | 'place'>,
): LocationDraft {
  return { ...pattern, settings: {}, locations: [], steps: [] };
}
