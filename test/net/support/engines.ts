import { afterEach } from 'vitest';
import type { Engine } from '../../../src/model/engine.js';
import { createLoop } from '../../../src/net/create-loop.js';
import type {
  Bind,
  Connection,
  ConnectOptions,
  Listener,
  ListenOptions,
  Loop,
} from '../../../src/net/loop.js';
import { Probe } from './probe.js';

/** Every engine of this machine. TIDEGATE_REQUIRE_REAL=1 requires both. */
export const engines: readonly Engine[] = await availableEngines();

async function availableEngines(): Promise<Engine[]> {
  const auto = await createLoop('auto');
  auto.close();
  if (auto.engine === 'epoll') return ['epoll', 'node'];
  if (process.env.TIDEGATE_REQUIRE_REAL === '1') throw new Error('the epoll engine is missing');
  return ['node'];
}

/** Loops that are closed after each test, with everything on them. */
export function loopsFor(engine: Engine): () => Promise<Loop> {
  const opened: Loop[] = [];
  afterEach(() => {
    for (const loop of opened.splice(0)) loop.close();
  });
  return async () => {
    const loop = await createLoop(engine);
    opened.push(loop);
    return loop;
  };
}

export interface Server {
  readonly listener: Listener;
  /** One for each accepted connection, in order. */
  readonly probes: Probe[];
  /** The probe of the next connection that opens, or of the `index`-th if it has opened already. */
  accepted(index?: number): Promise<Probe>;
}

/** Listens on a free port of `address`; `prepare` sees each probe before its connection opens. */
export async function serve(
  loop: Loop,
  address: string,
  options: Partial<ListenOptions> & { readonly prepare?: (probe: Probe) => void } = {},
): Promise<Server> {
  const probes: Probe[] = [];
  const waiting: (() => void)[] = [];
  const { prepare, ...listenOptions } = options;
  const listener = await loop.listen({
    on: { address, port: 0 },
    accept: () => {
      const probe = new Probe();
      prepare?.(probe);
      probes.push(probe);
      for (const wake of waiting.splice(0)) wake();
      return probe;
    },
    ...listenOptions,
  });
  const accepted = async (index = 0): Promise<Probe> => {
    for (;;) {
      const probe = probes[index];
      if (probe !== undefined) {
        await probe.saw('open');
        return probe;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { listener, probes, accepted };
}

export interface Client {
  readonly probe: Probe;
  readonly connection: Connection;
}

export function dial(
  loop: Loop,
  to: { readonly address: string; readonly port: number },
  options: Omit<Partial<ConnectOptions>, 'handler' | 'to' | 'bind'> & { readonly bind?: Bind } = {},
): Client {
  const probe = new Probe();
  const { address, port } = to;
  return { probe, connection: loop.connect({ to: { address, port }, handler: probe, ...options }) };
}

export interface Pair {
  readonly client: Connection;
  readonly clientProbe: Probe;
  readonly server: Connection;
  readonly serverProbe: Probe;
  readonly listener: Listener;
}

/** Two ends of one open connection. */
export async function openPair(
  loop: Loop,
  address: string,
  prepare: { readonly server?: (probe: Probe) => void } = {},
): Promise<Pair> {
  const server = await serve(loop, address, prepare.server ? { prepare: prepare.server } : {});
  const { probe, connection } = dial(loop, server.listener);
  await probe.saw('open');
  const serverProbe = await server.accepted();
  return {
    client: connection,
    clientProbe: probe,
    server: serverProbe.connection as Connection,
    serverProbe,
    listener: server.listener,
  };
}
