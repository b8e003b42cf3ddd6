import type { StreamConfig, StreamServer } from '../../../model/nginx.js';
import type { StreamDraft, StreamServerDraft } from '../drafts/drafts.js';
import { DEFAULT_STREAM_SETTINGS, type StreamSettings } from '../drafts/stream-settings.js';
import { assembleUpstream } from './assemble.js';

/** Turns drafts into the model: hands down the settings of stream and fills in nginx's defaults. */
export function assembleStream(draft: StreamDraft): StreamConfig {
  const { maps, splits, matches, logFormats } = draft;
  const settings = { ...DEFAULT_STREAM_SETTINGS, ...draft.stream };
  return {
    maps,
    splits,
    matches,
    logFormats,
    upstreams: draft.upstreams.map(assembleUpstream),
    servers: draft.servers.map((server) => assembleServer(server, settings)),
  };
}

function assembleServer(draft: StreamServerDraft, stream: StreamSettings): StreamServer {
  const settings: StreamSettings = { ...stream, ...draft.stream };
  const { listens, sets, content, healthCheck, place } = draft;
  return {
    listens,
    sets,
    proxyPass: content?.kind === 'pass' ? content : null,
    return: content?.kind === 'return' ? content : null,
    proxyBind: settings.proxyBind,
    proxyConnectTimeoutMs: settings.proxyConnectTimeoutMs,
    proxyTimeoutMs: settings.proxyTimeoutMs,
    proxyHalfClose: settings.proxyHalfClose,
    nextUpstream: {
      on: settings.proxyNextUpstream,
      tries: settings.proxyNextUpstreamTries,
      timeoutMs: settings.proxyNextUpstreamTimeoutMs,
    },
    healthCheck: healthCheck ? { ...healthCheck, timeoutMs: settings.healthCheckTimeoutMs } : null,
    accessLogs: settings.accessLogs,
    errorLogs: settings.errorLogs,
    place,
  };
}
