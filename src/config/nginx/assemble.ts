import type {
  HttpConfig,
  HttpServer,
  Location,
  ProxySettings,
  StreamConfig,
  Upstream,
} from '../../model/nginx.js';
import {
  DEFAULT_SETTINGS,
  type HttpDraft,
  type LocationDraft,
  type ServerDraft,
  type Settings,
  type StreamDraft,
  type UpstreamDraft,
} from './drafts.js';

/** Drafts to the model: the settings of http and server handed down, nginx's defaults filled in. */
export function assembleHttp(draft: HttpDraft): HttpConfig {
  return {
    maps: draft.maps,
    splits: draft.splits,
    upstreams: draft.upstreams.map(upstream),
    matches: draft.matches,
    servers: draft.servers.map((server) => assembleServer(server, draft.settings)),
  };
}

export function assembleStream(draft: StreamDraft): StreamConfig {
  return { ...draft, upstreams: draft.upstreams.map(upstream) };
}

function upstream(draft: UpstreamDraft): Upstream {
  return {
    name: draft.name,
    servers: draft.servers,
    zone: draft.zone ?? null,
    method: draft.method ?? { kind: 'round-robin' },
    keepalive: draft.keepalive ?? null,
    keepaliveTimeoutMs: draft.keepaliveTimeoutMs ?? 60_000,
    keepaliveRequests: draft.keepaliveRequests ?? 1000,
    drainTimeoutMs: draft.drainTimeoutMs ?? null,
    place: draft.place,
  };
}

function assembleServer(draft: ServerDraft, http: Partial<Settings>): HttpServer {
  const settings: Settings = { ...DEFAULT_SETTINGS, ...http, ...draft.settings };
  return {
    listens: draft.listens,
    names: draft.names,
    keepaliveTimeoutMs: settings.keepaliveTimeoutMs,
    keepaliveRequests: settings.keepaliveRequests,
    clientHeaderTimeoutMs: settings.clientHeaderTimeoutMs,
    clientBodyTimeoutMs: settings.clientBodyTimeoutMs,
    sendTimeoutMs: settings.sendTimeoutMs,
    resetTimedOut: settings.resetTimedOut,
    clientHead: {
      buffers: settings.headerBuffers,
      underscores: settings.underscoresInHeaders,
      ignoreInvalid: settings.ignoreInvalidHeaders,
    },
    clientMaxBodyBytes: settings.clientMaxBodyBytes,
    return: draft.return ?? null,
    locations: draft.locations.map((location) => assembleLocation(location, settings)),
    root: settings.root,
    place: draft.place,
  };
}

/** A list (add_header, proxy_set_header) replaces the one above it whole, as in nginx. */
function assembleLocation(draft: LocationDraft, server: Settings): Location {
  const settings: Settings = { ...server, ...draft.settings };
  return {
    kind: draft.kind,
    pattern: draft.pattern,
    ignoreCase: draft.ignoreCase,
    root: settings.root,
    index: settings.index,
    defaultType: settings.defaultType,
    tryFiles: draft.tryFiles ?? null,
    return: draft.return ?? null,
    proxy: draft.proxyPass ? proxySettings(draft.proxyPass, settings) : null,
    addHeaders: settings.addHeaders,
    healthCheck: draft.healthCheck ?? null,
    place: draft.place,
  };
}

function proxySettings(pass: ProxySettings['pass'], settings: Settings): ProxySettings {
  return {
    pass,
    bind: settings.proxyBind,
    httpVersion: settings.proxyHttpVersion,
    setHeaders: withDefaultHeaders(settings.proxySetHeaders),
    hideHeaders: settings.proxyHideHeaders,
    connectTimeoutMs: settings.proxyConnectTimeoutMs,
    readTimeoutMs: settings.proxyReadTimeoutMs,
    sendTimeoutMs: settings.proxySendTimeoutMs,
    buffering: settings.proxyBuffering,
    requestBuffering: settings.proxyRequestBuffering,
    nextUpstream: {
      conditions: settings.proxyNextUpstream,
      tries: settings.proxyNextUpstreamTries,
      timeoutMs: settings.proxyNextUpstreamTimeoutMs,
    },
  };
}

/** Sent unless a directive of the same name replaces them (ngx_http_proxy_headers). */
const DEFAULT_HEADERS: ProxySettings['setHeaders'] = [
  { name: 'Host', value: [{ variable: 'proxy_host' }] },
  { name: 'Connection', value: ['close'] },
];

function withDefaultHeaders(set: ProxySettings['setHeaders']): ProxySettings['setHeaders'] {
  const names = new Set(set.map((header) => header.name.toLowerCase()));
  return [...set, ...DEFAULT_HEADERS.filter((header) => !names.has(header.name.toLowerCase()))];
}
