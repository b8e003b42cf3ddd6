import { join } from 'node:path';
import { TidegateError } from '../../lib/errors.js';
import { formatEndpoint, plainOrigin } from '../../lib/origin.js';
import type { EngineChoice } from '../../model/engine.js';
import type { Transition } from '../../model/ledger.js';
import type { FromProxy } from '../../proxy/messages.js';
import type { Box } from '../boxes/box.js';
import { collectLedger, ready, startProxy, startServer } from '../boxes/bundled.js';
import { fileFlip } from '../maintenance/flip.js';
import { createWaiter } from '../wait.js';
import { BACKEND_HEADER } from './backend-header.js';
import { readConfigFile } from './read-config.js';
import type { Stage } from './stage.js';
import { type DeployedBackend, type Deployment, failureSignal } from './target.js';
import { healthTiming, listenOf, rootOf } from './topology.js';

/**
 * Starts the whole chain of a staged scenario, backend servers first, and resolves when every
 * box listens. On failure everything started is ended again.
 * @throws TidegateError of the configuration reader, BOX_DIED, BOX_SILENT, COMMAND_INTERRUPTED.
 */
export async function startChain(
  stage: Stage,
  engine: EngineChoice,
  signal: AbortSignal,
): Promise<Deployment> {
  const { topology, maintenance } = stage.scenario;
  const frontend = readConfigFile(stage.config(topology.frontend.config));
  const entry = plainOrigin(listenOf(frontend));
  const health = healthTiming(frontend);
  const backends = readBackends(stage);
  const drained = backends.find((backend) => backend.name === maintenance.backend);
  if (!drained) throw new TidegateError('SCENARIO_BAD', 'no backend to drain');

  const failure = failureSignal();
  const { until } = createWaiter(signal, failure.promise);
  const boxes: Box<unknown>[] = [];
  const took = <B extends Box<unknown>>(box: B): B => {
    boxes.push(box);
    return box;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(boxes.map((box) => box.stop()));
  };
  const transitions: Transition[] = [];
  const proxy = (
    box: string,
    config: string,
    prefix: string,
    note?: (message: FromProxy) => void,
  ) =>
    took(
      startProxy({
        name: box,
        config: stage.config(config),
        prefix: stage.prefix(prefix),
        engine,
        onDeath: failure.fail,
        ...(note ? { onMessage: note } : {}),
      }),
    );

  try {
    const servers = topology.backends.map((spec) => took(startServer(spec, engine, failure.fail)));
    await until(Promise.all(servers.map(ready)));
    const backendProxies = topology.backends.map(({ name, config }) =>
      proxy(`backend proxy ${name}`, config, `backend-${name}`),
    );
    await until(Promise.all(backendProxies.map(ready)));
    await until(
      ready(
        proxy('frontend proxy', topology.frontend.config, 'frontend', (message) => {
          const transition = toTransition(message, backends);
          if (transition) transitions.push(transition);
        }),
      ),
    );
    return {
      kind: 'chain',
      frontend,
      entry,
      backends,
      drained,
      flip: fileFlip(drained.maintenanceFile ?? '', maintenance.page),
      health,
      speaksTidegate: true,
      backendHeader: BACKEND_HEADER,
      namesBackends: true,
      headerFields: '',
      pageTold: true,
      promises: { rise: true, wait: true },
      references: [],
      pids: new Map(boxes.map((box) => [box.name, box.pid])),
      transitions: () => transitions,
      ledgers: () =>
        servers.map((box, index) => collectLedger(backends[index]?.name ?? box.name, box)),
      announce: (on) => servers[backends.indexOf(drained)]?.send({ type: 'maintenance', on }),
      failure: failure.promise,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function readBackends(stage: Stage): readonly DeployedBackend[] {
  const { topology, maintenance } = stage.scenario;
  return topology.backends.map((spec) => {
    const config = readConfigFile(stage.config(spec.config));
    const root = join(stage.prefix(`backend-${spec.name}`), rootOf(config));
    return {
      name: spec.name,
      origin: plainOrigin(listenOf(config)),
      healthPath: maintenance.healthUri,
      healthFields: '',
      healthTalks: true,
      maintenanceFile: join(root, maintenance.file),
    };
  });
}

function toTransition(message: FromProxy, backends: readonly DeployedBackend[]): Transition | null {
  if (message.type !== 'peer') return null;
  const backend = backends.find(({ origin }) => formatEndpoint(origin) === message.server);
  return backend ? { atMs: message.at, backend: backend.name, state: message.state } : null;
}
