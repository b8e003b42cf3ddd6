import { TidegateError } from '../../lib/errors.js';
import type { StreamServer, StreamText } from '../../model/nginx.js';
import type { UpstreamGroup } from '../upstream/peers/upstream-group.js';
import type { UpstreamGroups } from '../upstream/peers/upstream-groups.js';
import { compileSourceBind, type SourceBind } from '../upstream/plan/source-bind.js';
import type { Evaluate, Scope } from '../variables/evaluate.js';
import { literal } from '../variables/scope.js';
import type { StreamLog } from './stream-log.js';
import type { StreamSubject } from './stream-subject.js';

/** One `server` of stream, compiled, for one of the sockets it listens on. */
export interface StreamPlan {
  readonly model: StreamServer;
  /** `set`, each with the slot of its variable. */
  readonly sets: readonly { readonly slot: number; readonly value: Evaluate<StreamSubject> }[];
  /** null = the session is passed on to a server. */
  readonly text: Evaluate<StreamSubject> | null;
  /**
   * Where the session goes. A text = what a variable gave, which is neither an upstream nor an
   * address with a port.
   */
  readonly target: (session: StreamSubject) => UpstreamGroup<StreamSubject> | string;
  /** Source address, evaluated for each session; null = the kernel chooses. */
  readonly bind: SourceBind<StreamSubject> | null;
  readonly log: StreamLog;
}

/** @throws TidegateError CONFIG_SERVER_INCOMPLETE, CONFIG_UPSTREAM_UNKNOWN, CONFIG_VALUE_BAD, CONFIG_UNSUPPORTED */
export function compileStreamServer(
  model: StreamServer,
  scope: Scope<StreamSubject>,
  groups: UpstreamGroups<StreamSubject>,
): Omit<StreamPlan, 'log'> {
  if (model.proxyPass === null && model.return === null) throw nothingToDo(model);
  return {
    model,
    sets: model.sets.map(({ variable, text, place }) => ({
      slot: scope.declare(variable, place),
      value: scope.compile(text, place),
    })),
    text: model.return === null ? null : scope.compile(model.return.text, model.return.place),
    target: model.proxyPass === null ? () => '' : compileTarget(model.proxyPass, scope, groups),
    bind: compileSourceBind(model.proxyBind, scope),
  };
}

function compileTarget(
  { text, place }: StreamText,
  scope: Scope<StreamSubject>,
  groups: UpstreamGroups<StreamSubject>,
): StreamPlan['target'] {
  const written = literal(text);
  if (written === null) {
    const evaluate = scope.compile(text, place);
    return (session) => {
      const target = evaluate(session);
      return find(target, groups) ?? target;
    };
  }
  const group = find(written, groups);
  if (group !== null) return () => group;
  throw new TidegateError('CONFIG_UPSTREAM_UNKNOWN', `no upstream is named "${written}"`, {
    place,
    hint: 'Name an upstream block, or an address with a port.',
  });
}

/** Unlike http, stream has no default port. */
function find(
  target: string,
  groups: UpstreamGroups<StreamSubject>,
): UpstreamGroup<StreamSubject> | null {
  return groups.get(target) ?? (/:\d+$/.test(target) ? groups.find(target) : null);
}

function nothingToDo({ place }: StreamServer): TidegateError {
  return new TidegateError('CONFIG_SERVER_INCOMPLETE', 'this server of stream does nothing', {
    place,
    hint: 'Add: proxy_pass UPSTREAM;',
  });
}
