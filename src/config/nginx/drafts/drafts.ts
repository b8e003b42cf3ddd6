import type {
  BalancingMethod,
  ErrorLogTarget,
  HealthCheck,
  Listen,
  Location,
  LogFormat,
  MapBlock,
  Match,
  MatchHeader,
  OtherPass,
  ProxyPass,
  RewriteStep,
  SplitClients,
  StreamMatch,
  StreamSet,
  StreamText,
  TryFiles,
  UpstreamServer,
  UserSetting,
  WrittenName,
} from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import type { Level } from './settings.js';
import type { StreamLevel } from './stream-settings.js';

export interface MainDraft {
  workerProcesses?: number | 'auto';
  masterProcess?: boolean;
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
  /** Of `proxy_pass` and `return`, the last one written counts, as in nginx. */
  content?: { readonly kind: 'pass' | 'return' } & StreamText;
  healthCheck?: Omit<HealthCheck, 'uri'>;
  readonly place: Place;
}

export interface ServerDraft extends Level {
  readonly listens: Listen[];
  readonly names: string[];
  readonly unfindableNames: WrittenName[];
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
  readonly passes: PassDraft[];
  healthCheck?: HealthCheck;
  api?: true;
  readonly place: Place;
}

/** An `if`: the steps inside its braces. */
export interface IfDraft {
  readonly steps: RewriteStep[];
  /** The passes of the location around it. */
  readonly passes: PassDraft[];
}

/** A way out of a location. Its bind address is known only when the levels above have been read. */
type PassDraft = Omit<OtherPass, 'bind'>;

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

/** The blocks that can contain directives, each with its draft. */
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
  return {
    settings: {},
    listens: [],
    names: [],
    unfindableNames: [],
    locations: [],
    steps: [],
    place,
  };
}

export function newLocation(
  pattern: Pick<LocationDraft, 'kind' | 'pattern' | 'ignoreCase' | 'place'>,
): LocationDraft {
  return { ...pattern, settings: {}, locations: [], steps: [], passes: [] };
}
