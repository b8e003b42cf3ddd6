import { listenName } from '../../config/nginx/socket-name.js';
import type { StreamConfig } from '../../model/nginx.js';
import type { Connection, ConnectionHandler } from '../../net/loop.js';
import { listeningOn } from '../site/listens.js';
import { UpstreamGroups } from '../upstream/upstream-groups.js';
import { VariableScope } from '../variables/scope.js';
import { compileStreamServer, type StreamPlan } from './compile-server.js';
import { type StreamContext, StreamSession } from './stream-session.js';
import type { StreamSubject } from './stream-subject.js';
import { SESSION_VARIABLES } from './stream-variables.js';

/** A configuration's `stream` part at work: a session for each connection. */
export class StreamProxy {
  readonly groups: UpstreamGroups<StreamSubject>;
  readonly #context: StreamContext;
  /** By the address that each listens on. */
  readonly #plans = new Map<string, StreamPlan>();
  #accepted = 0;

  /** @throws TidegateError CONFIG_*, with the place, for what cannot be done. */
  constructor(stream: StreamConfig, context: StreamContext) {
    const scope = new VariableScope<StreamSubject>(stream, SESSION_VARIABLES);
    this.#context = context;
    this.groups = new UpstreamGroups(stream.upstreams, context.sweep, scope);
    for (const server of stream.servers) {
      const plan = compileStreamServer(server, scope, this.groups);
      for (const listen of server.listens) this.#plans.set(listenName(listen), plan);
    }
    scope.settle();
  }

  accept(connection: Connection): ConnectionHandler {
    const plan = listeningOn(this.#plans, connection);
    return new StreamSession(connection, ++this.#accepted, plan, this.#context);
  }
}
