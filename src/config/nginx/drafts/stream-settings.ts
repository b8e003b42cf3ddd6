import type { AccessLogTarget, ErrorLogTarget, ProxyBind } from '../../../model/nginx.js';

/** The settings that nginx hands down from stream to its servers, under one name each. */
export interface StreamSettings {
  proxyBind: ProxyBind | null;
  proxyConnectTimeoutMs: number;
  proxyTimeoutMs: number;
  proxyHalfClose: boolean;
  proxyNextUpstream: boolean;
  proxyNextUpstreamTries: number;
  proxyNextUpstreamTimeoutMs: number;
  healthCheckTimeoutMs: number;
  accessLogs: readonly AccessLogTarget[];
  errorLogs: readonly ErrorLogTarget[] | null;
}

/** nginx's defaults, from the "Default:" lines of its documentation. */
export const DEFAULT_STREAM_SETTINGS: StreamSettings = {
  proxyBind: null,
  proxyConnectTimeoutMs: 60_000,
  proxyTimeoutMs: 600_000,
  proxyHalfClose: false,
  proxyNextUpstream: true,
  proxyNextUpstreamTries: 0,
  proxyNextUpstreamTimeoutMs: 0,
  healthCheckTimeoutMs: 5_000,
  accessLogs: [],
  errorLogs: null,
};

/** What one level of stream sets itself; the rest comes from the level above. */
export interface StreamLevel {
  readonly stream: Partial<StreamSettings>;
}
