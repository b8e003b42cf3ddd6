import { listenName, wildcardName } from '../../lib/address/socket-name.js';
import type { StreamConfig } from '../../model/nginx.js';
import { listeningOn } from '../../net/listening-on.js';
import type { Connection, ConnectionHandler } from '../../net/loop.js';
import { type LogParts, SiteLogs } from '../access-log/site-logs.js';
import { UpstreamGroups } from '../upstream/peers/upstream-groups.js';
import { VariableScope } from '../variables/scope.js';
import { compileStreamServer, type StreamPlan } from './compile-server.js';
import { StreamLog } from './stream-log.js';
import { type StreamContext, StreamSession } from './stream-session.js';
import type { StreamSubject } from './stream-subject.js';
import { SESSION_VARIABLES } from './stream-variables.js';

/** The `stream` part of a configuration in service: a session for each connection. */
export class StreamProxy {
  readonly groups: UpstreamGroups<StreamSubject>;
  readonly #context: StreamContext;
  /** By the address that each listens on. */
  readonly #plans = new Map<string, StreamPlan>();

  /** @throws TidegateError CONFIG_*, LOG_NOT_WRITABLE, with the place, for what cannot be done. */
  constructor(
    stream: StreamConfig,
    context: StreamContext,
    { errorLogs, files }: Pick<LogParts<StreamSubject>, 'errorLogs' | 'files'>,
  ) {
    const builtIn = SESSION_VARIABLES;
    const scope = new VariableScope<StreamSubject>(stream, builtIn);
    const formats = stream.logFormats;
    const logs = new SiteLogs({ errorLogs, formats, scope, builtIn, files });
    this.#context = context;
    this.groups = new UpstreamGroups(
      stream.upstreams,
      context.sweep,
      scope,
      context.slots.reusables,
    );
    const sockets = new Set(stream.servers.flatMap(({ listens }) => listens.map(listenName)));
    for (const server of stream.servers) {
      const plan = compileStreamServer(server, scope, this.groups);
      const errors = logs.errorLog(server.errorLogs);
      const sessions = logs.accessLog(server.accessLogs);
      const passesOn = plan.text === null;
      for (const listen of server.listens) {
        const everywhere = wildcardName(listen);
        const listening = sockets.has(everywhere) ? everywhere : listenName(listen);
        const log = new StreamLog({ listening, passesOn, errors, sessions });
        this.#plans.set(listenName(listen), { ...plan, log });
      }
    }
    scope.settle();
  }

  /** @param number `$connection`. */
  accept(connection: Connection, number: number): ConnectionHandler {
    const plan = listeningOn(this.#plans, connection);
    return new StreamSession(connection, number, plan, this.#context);
  }
}
