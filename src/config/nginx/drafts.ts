import type {
  BalancingMethod,
  HeaderBuffers,
  HealthCheck,
  Listen,
  Location,
  MapBlock,
  Match,
  MatchHeader,
  ProxyBind,
  ProxyPass,
  ProxySettings,
  Return,
  SplitClients,
  StreamServer,
  TryFiles,
  UpstreamServer,
} from '../../model/nginx.js';
import type { Place } from '../../model/place.js';

/** The settings nginx hands down from http to server to location, under one name each. */
export interface Settings {
  root: string;
  index: readonly string[];
  defaultType: string;
  addHeaders: Location['addHeaders'];
  keepaliveTimeoutMs: number;
  keepaliveRequests: number;
  clientHeaderTimeoutMs: number;
  clientBodyTimeoutMs: number;
  sendTimeoutMs: number;
  resetTimedOut: boolean;
  headerBuffers: HeaderBuffers;
  underscoresInHeaders: boolean;
  ignoreInvalidHeaders: boolean;
  clientMaxBodyBytes: number;
  proxyBind: ProxyBind | null;
  proxyHttpVersion: ProxySettings['httpVersion'];
  proxySetHeaders: ProxySettings['setHeaders'];
  proxyHideHeaders: readonly string[];
  proxyConnectTimeoutMs: number;
  proxyReadTimeoutMs: number;
  proxySendTimeoutMs: number;
  proxyBuffering: boolean;
  proxyRequestBuffering: boolean;
  proxyNextUpstream: readonly string[];
  proxyNextUpstreamTries: number;
  proxyNextUpstreamTimeoutMs: number;
}

/** nginx's defaults, from the "Default:" lines of its documentation. */
export const DEFAULT_SETTINGS: Settings = {
  root: 'html',
  index: ['index.html'],
  defaultType: 'text/plain',
  addHeaders: [],
  keepaliveTimeoutMs: 75_000,
  keepaliveRequests: 1000,
  clientHeaderTimeoutMs: 60_000,
  clientBodyTimeoutMs: 60_000,
  sendTimeoutMs: 60_000,
  resetTimedOut: false,
  headerBuffers: { count: 4, bytes: 8192 },
  underscoresInHeaders: false,
  ignoreInvalidHeaders: true,
  clientMaxBodyBytes: 1_048_576,
  proxyBind: null,
  proxyHttpVersion: '1.0',
  proxySetHeaders: [],
  proxyHideHeaders: [],
  proxyConnectTimeoutMs: 60_000,
  proxyReadTimeoutMs: 60_000,
  proxySendTimeoutMs: 60_000,
  proxyBuffering: true,
  proxyRequestBuffering: true,
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
  errorLog?: string;
  events?: true;
  http?: HttpDraft;
  stream?: StreamDraft;
}

export interface HttpDraft extends Level {
  readonly maps: MapBlock[];
  readonly splits: SplitClients[];
  readonly upstreams: UpstreamDraft[];
  readonly matches: Match[];
  readonly servers: ServerDraft[];
}

export interface StreamDraft {
  readonly maps: MapBlock[];
  readonly splits: SplitClients[];
  readonly upstreams: UpstreamDraft[];
  readonly servers: StreamServer[];
}

export interface StreamServerDraft {
  readonly listens: Listen[];
  proxyPass?: StreamServer['proxyPass'];
  proxyBind?: ProxyBind;
}

export interface ServerDraft extends Level {
  readonly listens: Listen[];
  readonly names: string[];
  readonly locations: LocationDraft[];
  return?: Return;
  readonly place: Place;
}

export interface LocationDraft extends Level {
  readonly kind: Location['kind'];
  readonly pattern: string;
  readonly ignoreCase: boolean;
  tryFiles?: TryFiles;
  return?: Return;
  proxyPass?: ProxyPass;
  healthCheck?: HealthCheck;
  readonly place: Place;
}

export interface UpstreamDraft {
  readonly name: string;
  readonly servers: UpstreamServer[];
  zone?: string;
  method?: BalancingMethod;
  keepalive?: number;
  keepaliveTimeoutMs?: number;
  keepaliveRequests?: number;
  drainTimeoutMs?: number;
  readonly place: Place;
}

export interface MatchDraft {
  status?: Match['status'];
  body?: Match['body'];
  readonly headers: MatchHeader[];
}

/** The blocks a directive can stand in, each with what is being gathered there. */
export interface Drafts {
  main: MainDraft;
  events: MainDraft;
  http: HttpDraft;
  server: ServerDraft;
  location: LocationDraft;
  upstream: UpstreamDraft;
  match: MatchDraft;
  stream: StreamDraft;
  'stream server': StreamServerDraft;
  'stream upstream': UpstreamDraft;
}

export type Context = keyof Drafts;

export function newHttp(): HttpDraft {
  return { settings: {}, maps: [], splits: [], upstreams: [], matches: [], servers: [] };
}

export function newServer(place: Place): ServerDraft {
  return { settings: {}, listens: [], names: [], locations: [], place };
}
