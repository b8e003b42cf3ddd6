import { Sweep } from '../../../src/lib/sweep.js';
import type { Loop } from '../../../src/net/loop.js';
import { ErrorLog } from '../../../src/proxy/log/error-log.js';
import { Reusables } from '../../../src/proxy/slots/reusables.js';
import { Slots } from '../../../src/proxy/slots/slots.js';
import type { StreamPlan } from '../../../src/proxy/stream/compile-server.js';
import { StreamLog } from '../../../src/proxy/stream/stream-log.js';
import { StreamSession } from '../../../src/proxy/stream/stream-session.js';
import { JoinedRoster } from '../../../src/proxy/upstream/joined/joined.js';
import { UpstreamGroups } from '../../../src/proxy/upstream/peers/upstream-groups.js';
import { FakeConnection } from '../../net/support/fake-connection.js';

export const IDLE_MS = 60_000;

/** A session whose connections read only when the test says so. */
export function begin(model: Partial<StreamPlan['model']> = {}) {
  const sweep = new Sweep();
  sweep.close();
  const scope = { compile: () => () => '', declare: () => 0 };
  const group = new UpstreamGroups([], sweep, scope).find('127.0.0.1:80');
  const [client, upstream] = [new FakeConnection(), new FakeConnection()];
  const loop = {
    size: 0,
    connect: ({ handler }: { readonly handler: FakeConnection['handler'] }) => {
      upstream.handler = handler;
      return upstream;
    },
  } as unknown as Loop;
  const plan = {
    model: {
      proxyTimeoutMs: IDLE_MS,
      proxyHalfClose: false,
      nextUpstream: { on: true, tries: 0, timeoutMs: 0 },
      ...model,
    },
    sets: [],
    text: null,
    target: () => group,
    bind: null,
    log: StreamLog.NONE,
  } as unknown as StreamPlan;
  const sessions = new JoinedRoster();
  const slots = new Slots(
    { loop, sweep, reusables: new Reusables(), log: ErrorLog.NONE },
    { count: 100, from: '100 worker_connections' },
  );
  const session = new StreamSession(client, 1, plan, { loop, sweep, slots, sessions });
  client.handler = session;
  session.onOpen(client);
  return { session, sessions, sweep, client, upstream, peer: group?.peers[0] };
}

/** The same, connected to its server. */
export function connected(model?: Partial<StreamPlan['model']>) {
  const all = begin(model);
  all.session.onOpen(all.upstream);
  return all;
}
