import { monotonicMs } from '../../lib/clock.js';
import type { Sweep } from '../../lib/sweep.js';
import type { NginxConfig } from '../../model/nginx.js';
import type { Loop } from '../../net/loop.js';
import { COMBINED_FORMAT } from '../access-log/log-format.js';
import { SiteLogs } from '../access-log/site-logs.js';
import type { HttpRequest } from '../http/request/request.js';
import { HttpServer } from '../http/sessions/http-server.js';
import type { LogFiles } from '../log/log-files.js';
import type { Part } from '../messages.js';
import { compileServer } from '../site/compile-site.js';
import { REQUEST_VARIABLES, TIMES_REQUESTS } from '../site/request-variables.js';
import { Site } from '../site/site.js';
import { virtualServers } from '../site/virtual-servers.js';
import type { Slots } from '../slots/slots.js';
import { connectionStatus, processStatus } from '../status/process-status.js';
import { CLOCK } from '../status/serve-api.js';
import { StreamProxy } from '../stream/stream-proxy.js';
import { needsTrace } from '../upstream/answering/upstream-variables.js';
import { UpstreamGroups } from '../upstream/peers/upstream-groups.js';
import { VariableScope } from '../variables/scope.js';
import { Traffic } from './traffic.js';

/** What a process provides for a configuration. */
export interface ProxySurroundings {
  readonly loop: Loop;
  readonly sweep: Sweep;
  readonly slots: Slots;
  readonly files: LogFiles;
  /** The directory that relative roots refer to. */
  readonly prefix: string;
}

/** A compiled configuration, ready to serve. Only its logs are open. */
export interface CompiledProxy {
  readonly http: HttpServer;
  readonly stream: StreamProxy;
  /** Upstreams of the http part. */
  readonly groups: UpstreamGroups;
  readonly traffic: Traffic;
}

/** Used for a part that a configuration does not have. */
const NO_PART = {
  maps: [],
  splits: [],
  upstreams: [],
  matches: [],
  servers: [],
  logFormats: [],
} as const;

/** @throws TidegateError CONFIG_*, LOG_NOT_WRITABLE, with the place, for what this proxy cannot do. */
export function compileProxy(
  config: NginxConfig,
  { loop, sweep, slots, files, prefix }: ProxySurroundings,
): CompiledProxy {
  const part = config.http ?? NO_PART;
  const traffic = new Traffic();
  const { reusables } = slots;
  const scope = new VariableScope<HttpRequest>(part, REQUEST_VARIABLES);
  const groups = new UpstreamGroups(part.upstreams, sweep, scope, reusables);
  const { errorLogs } = config;
  const formats = [COMBINED_FORMAT, ...part.logFormats];
  const logs = new SiteLogs({ errorLogs, formats, scope, builtIn: REQUEST_VARIABLES, files });
  const compiling = { prefix, scope, groups, logs };
  const withListens = part.servers.map((written) => ({
    listens: written.listens,
    compiled: compileServer(written, compiling),
  }));
  const listening = virtualServers(withListens, scope);
  scope.settle();
  const startedMs = monotonicMs();
  const status = {
    groupsOf: (part: Part) => (part === 'http' ? groups : stream.groups),
    clock: CLOCK,
    process: () => processStatus(startedMs),
    connections: () => connectionStatus(traffic, http.sessions),
  };
  const tracesUpstream = [...scope.names].some(needsTrace);
  const context = { loop, sweep, slots, tunnels: traffic.joined, tracesUpstream, status };
  const timesRequests = scope.names.has(TIMES_REQUESTS);
  const http = new HttpServer(new Site(listening, context), sweep, { timesRequests, reusables });
  const sessions = traffic.joined;
  const among = { loop, sweep, slots, sessions };
  const stream = new StreamProxy(config.stream ?? NO_PART, among, { errorLogs, files });
  return { http, stream, groups, traffic };
}
