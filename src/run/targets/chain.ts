import { formatEndpoint, plainOrigin } from '../../lib/address/origin.js';
import type { EngineChoice } from '../../model/engine.js';
import type { Transition } from '../../model/ledger.js';
import type { NginxConfig } from '../../model/nginx.js';
import type { ChainBox, PeerChange, ProxyTerms, ServerBox } from '../boxes/box-kind.js';
import { PROXIES, SERVERS } from '../boxes/registry.js';
import { chainMaintenance } from '../maintenance/chain-maintenance.js';
import { createWaiter } from '../wait.js';
import { BACKEND_HEADER } from './backend-header.js';
import { type ChainBackend, readBackend } from './chain-backend.js';
import { readConfigFile } from './read-config.js';
import type { Stage } from './stage.js';
import { failureSignal, type Target } from './target.js';
import { listenOf } from './topology.js';

/**
 * Starts the boxes of a staged scenario, backend servers first, and resolves when every box
 * listens. If one fails, all that were started are ended.
 * @throws TidegateError of the configuration reader, BOX_NOT_STARTED, BOX_SILENT, COMMAND_INTERRUPTED
 */
export async function startChain(
  stage: Stage,
  engine: EngineChoice,
  signal: AbortSignal,
): Promise<Target> {
  const { topology } = stage.scenario;
  const frontend = topology.frontend && readConfigFile(stage.config(topology.frontend.config));
  const backends = topology.backends.map((spec) => readBackend(stage, spec));
  const boxes = new ChainBoxes(stage, engine, signal);
  const transitions: Transition[] = [];
  try {
    const servers = await boxes.startServers();
    await boxes.startBackends();
    await boxes.startFrontend((change) => {
      const transition = toTransition(change, backends);
      if (transition) transitions.push(transition);
    });
    return {
      frontend: frontend ?? backends[0]?.config ?? null,
      ...entryOf(frontend, backends),
      speaksTidegate: true,
      backendHeader: BACKEND_HEADER,
      namesBackends: true,
      headerFields: '',
      references: [],
      maintenance: frontend && chainMaintenance(stage, frontend, backends, servers),
      boxes: boxes.makers(),
      pids: boxes.pids(),
      transitions: () => transitions,
      ledgers: () => servers.map((server) => server.ledger()),
      mark: (disturbed) => {
        for (const server of servers) server.mark(disturbed);
      },
      failure: boxes.failure,
      stop: () => boxes.stop(),
    };
  } catch (error) {
    await boxes.stop();
    throw error;
  }
}

/** Starts the boxes of one chain, and ends them all together. */
class ChainBoxes {
  readonly failure: Promise<never>;
  readonly #stage: Stage;
  readonly #terms: Pick<ProxyTerms, 'engine' | 'onDeath'>;
  readonly #until: <T>(work: Promise<T>) => Promise<T>;
  readonly #started: ChainBox[] = [];

  constructor(stage: Stage, engine: EngineChoice, signal: AbortSignal) {
    const failure = failureSignal();
    this.failure = failure.promise;
    this.#stage = stage;
    this.#terms = { engine, onDeath: failure.fail };
    this.#until = createWaiter(signal, failure.promise).until;
  }

  async startServers(): Promise<readonly ServerBox[]> {
    const { backends } = this.#stage.scenario.topology;
    const servers = backends.map((spec) =>
      SERVERS.bundled.start({ ...this.#terms, spec, servers: backends.length }),
    );
    await this.#listening(servers);
    return servers;
  }

  async startBackends(): Promise<void> {
    const { backends } = this.#stage.scenario.topology;
    const proxies = backends.flatMap(({ name, proxy }) =>
      proxy === null ? [] : [this.#proxy(`backend proxy ${name}`, `backend-${name}`, proxy)],
    );
    await this.#listening(proxies);
  }

  async startFrontend(onPeer: (change: PeerChange) => void): Promise<void> {
    const { frontend } = this.#stage.scenario.topology;
    if (!frontend) return;
    await this.#listening([this.#proxy('frontend proxy', 'frontend', frontend, { onPeer })]);
  }

  /** The kind of each box by its part in the chain. */
  makers(): Record<string, string> {
    const { frontend, backends } = this.#stage.scenario.topology;
    const [proxy] = backends.flatMap((backend) => backend.proxy ?? []);
    return {
      ...(frontend && { frontend: frontend.box }),
      ...(proxy && { backends: proxy.box }),
      servers: 'bundled',
    };
  }

  pids(): ReadonlyMap<string, number> {
    return new Map(this.#started.map((box) => [box.name, box.pid]));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#started.map((box) => box.stop()));
  }

  #proxy(
    name: string,
    prefix: string,
    { box, config }: { readonly box: string; readonly config: string },
    further: Pick<ProxyTerms, 'onPeer'> = {},
  ): ChainBox {
    const kind = PROXIES[box];
    if (!kind) throw new Error(`no proxy is called ${box}`);
    const stage = this.#stage;
    const paths = { config: stage.config(config), prefix: stage.prefix(prefix) };
    return kind.start({ ...this.#terms, name, ...paths, ...further });
  }

  async #listening(boxes: readonly ChainBox[]): Promise<void> {
    this.#started.push(...boxes);
    await this.#until(Promise.all(boxes.map((box) => box.ready())));
  }
}

/** Clients connect to the first box that exists: frontend, backend proxy, backend server. */
function entryOf(
  frontend: NginxConfig | null,
  backends: readonly ChainBackend[],
): Pick<Target, 'entry' | 'entryBox'> {
  if (frontend) return { entry: plainOrigin(listenOf(frontend)), entryBox: 'frontend' };
  const [first] = backends;
  if (!first) throw new Error('a chain without a backend');
  const { origin, config, spec } = first;
  return { entry: origin, entryBox: `backend ${config ? 'proxy' : 'server'} ${spec.name}` };
}

function toTransition(change: PeerChange, backends: readonly ChainBackend[]): Transition | null {
  const backend = backends.find(({ origin }) => formatEndpoint(origin) === change.server);
  return backend ? { atMs: change.atMs, backend: backend.spec.name, state: change.state } : null;
}
