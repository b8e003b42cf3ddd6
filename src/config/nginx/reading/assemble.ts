import type {
  HttpConfig,
  HttpServer,
  Location,
  PassProtocol,
  ProxyBind,
  ProxySettings,
  Upstream,
} from '../../../model/nginx.js';
import {
  type HttpDraft,
  type LocationDraft,
  newLocation,
  type ServerDraft,
  type UpstreamDraft,
} from '../drafts/drafts.js';
import { DEFAULT_SETTINGS, type Settings } from '../drafts/settings.js';

/**
 * Turns drafts into the model: hands down the settings of http and server and fills in nginx's
 * defaults.
 */
export function assembleHttp(draft: HttpDraft): HttpConfig {
  return {
    maps: draft.maps,
    splits: draft.splits,
    upstreams: draft.upstreams.map(assembleUpstream),
    matches: draft.matches,
    logFormats: draft.logFormats,
    servers: draft.servers.map((server) => assembleServer(server, draft.settings)),
  };
}

export function assembleUpstream(draft: UpstreamDraft): Upstream {
  return {
    name: draft.name,
    servers: draft.servers,
    zone: draft.zone ?? null,
    method: draft.method ?? { kind: 'round-robin' },
    keepalive: draft.keepalive ?? null,
    keepaliveTimeoutMs: draft.keepaliveTimeoutMs ?? 60_000,
    keepaliveRequests: draft.keepaliveRequests ?? 1000,
    keepaliveTimeMs: draft.keepaliveTimeMs ?? 3_600_000,
    drainTimeoutMs: draft.drainTimeoutMs ?? null,
    place: draft.place,
  };
}

function assembleServer(draft: ServerDraft, http: Partial<Settings>): HttpServer {
  const settings: Settings = { ...DEFAULT_SETTINGS, ...http, ...draft.settings };
  return {
    listens: draft.listens,
    names: draft.names,
    unfindableNames: draft.unfindableNames,
    keepaliveTimeoutMs: settings.keepaliveTimeoutMs,
    keepaliveRequests: settings.keepaliveRequests,
    clientHeaderTimeoutMs: settings.clientHeaderTimeoutMs,
    clientHead: {
      buffers: settings.headerBuffers,
      firstBufferBytes: settings.firstHeaderBufferBytes,
      underscores: settings.underscoresInHeaders,
      ignoreInvalid: settings.ignoreInvalidHeaders,
      mergeSlashes: settings.mergeSlashes,
    },
    rewrite: draft.steps,
    locations: draft.locations.flatMap((location) => withInner(location, settings, null)),
    otherwise: assembleLocation(bareLocation(draft), settings, null),
    place: draft.place,
  };
}

/** The settings of a request that matches no location. */
function bareLocation({ place, tryFiles }: ServerDraft): LocationDraft {
  const bare = newLocation({ kind: 'prefix', pattern: '/', ignoreCase: false, place });
  return tryFiles ? { ...bare, tryFiles } : bare;
}

/** A location and all locations inside it. */
function withInner(draft: LocationDraft, outer: Settings, within: Location | null): Location[] {
  const location = assembleLocation(draft, outer, within);
  const settings = { ...outer, ...draft.settings };
  return [location, ...draft.locations.flatMap((inner) => withInner(inner, settings, location))];
}

/** A list (add_header, proxy_set_header) replaces the list of the level above, as in nginx. */
function assembleLocation(
  draft: LocationDraft,
  outer: Settings,
  within: Location | null,
): Location {
  const settings: Settings = { ...outer, ...draft.settings };
  return {
    kind: draft.kind,
    pattern: draft.pattern,
    ignoreCase: draft.ignoreCase,
    within,
    internal: draft.internal ?? false,
    root: settings.root,
    index: settings.index,
    defaultType: settings.defaultType,
    types: settings.types,
    etag: settings.etag,
    maxRanges: settings.maxRanges,
    serverTokens: settings.serverTokens,
    redirects: {
      absolute: settings.absoluteRedirect,
      withPort: settings.portInRedirect,
      byServerName: settings.serverNameInRedirect,
    },
    tryFiles: draft.tryFiles ?? null,
    rewrite: draft.steps,
    errorPages: settings.errorPages,
    recursiveErrorPages: settings.recursiveErrorPages,
    keepaliveTimeoutMs: settings.keepaliveTimeoutMs,
    keepaliveRequests: settings.keepaliveRequests,
    keepaliveTimeMs: settings.keepaliveTimeMs,
    keepaliveToldSeconds: settings.keepaliveToldSeconds,
    lingering: {
      mode: settings.lingeringMode,
      mostMs: settings.lingeringMostMs,
      silenceMs: settings.lingeringSilenceMs,
    },
    chunkedCoding: settings.chunkedCoding,
    clientBodyTimeoutMs: settings.clientBodyTimeoutMs,
    sendTimeoutMs: settings.sendTimeoutMs,
    resetTimedOut: settings.resetTimedOut,
    clientMaxBodyBytes: settings.clientMaxBodyBytes,
    proxy: draft.proxyPass ? proxySettings(draft.proxyPass, settings) : null,
    otherPasses: draft.passes.map((pass) => ({ ...pass, bind: bindOf(pass.protocol, settings) })),
    addHeaders: settings.addHeaders,
    accessLogs: settings.accessLogs,
    errorLogs: settings.errorLogs,
    logsNotFound: settings.logsNotFound,
    healthCheck: draft.healthCheck ?? null,
    api: draft.api ?? false,
    place: draft.place,
  };
}

function bindOf(protocol: PassProtocol, settings: Settings): ProxyBind | null {
  return settings[`${protocol}Bind`];
}

function proxySettings(pass: ProxySettings['pass'], settings: Settings): ProxySettings {
  return {
    pass,
    bind: settings.proxyBind,
    bindPorts: boundPorts(settings),
    httpVersion: settings.proxyHttpVersion,
    setHeaders: withDefaultHeaders(settings.proxySetHeaders),
    method: settings.proxyMethod,
    passRequestHeaders: settings.proxyPassRequestHeaders,
    passRequestBody: settings.proxyPassRequestBody,
    setBody: settings.proxySetBody,
    ignoreClientAbort: settings.proxyIgnoreClientAbort,
    hideHeaders: settings.proxyHideHeaders,
    passHeaders: settings.proxyPassHeaders,
    ignoreHeaders: settings.proxyIgnoreHeaders,
    redirects: settings.proxyRedirects,
    connectTimeoutMs: settings.proxyConnectTimeoutMs,
    readTimeoutMs: settings.proxyReadTimeoutMs,
    sendTimeoutMs: settings.proxySendTimeoutMs,
    buffering: settings.proxyBuffering,
    bufferBytes: settings.proxyBufferBytes,
    requestBuffering: settings.proxyRequestBuffering,
    interceptErrors: settings.proxyInterceptErrors,
    nextUpstream: {
      conditions: settings.proxyNextUpstream,
      tries: settings.proxyNextUpstreamTries,
      timeoutMs: settings.proxyNextUpstreamTimeoutMs,
    },
  };
}

/** The port after the address, otherwise the ports of proxy_bind_ports. */
function boundPorts({ proxyBind: bind, proxyBindPorts }: Settings): ProxySettings['bindPorts'] {
  const port = bind?.kind === 'address' ? bind.port : undefined;
  return port === undefined ? proxyBindPorts : [port, port];
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
