import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromServer, ServerOptions } from '../../backend/messages.js';
import type { TidegateError } from '../../lib/errors.js';
import type { EngineChoice } from '../../model/engine.js';
import type { ServerLedger, ServerRequest, ServerSocket } from '../../model/ledger.js';
import type { ScenarioBackend } from '../../model/scenario.js';
import { startWorker } from '../../net/worker-process.js';
import type { FromProxy } from '../../proxy/messages.js';
import { type Box, takeBox } from './box.js';

const BIN = fileURLToPath(new URL('../../../bin/tidegate.js', import.meta.url));
const SERVER_ENTRY = new URL('../../backend/main.js', import.meta.url);
/** Longest that a box may take until it listens; a loaded machine starts Node slowly. */
const READY_MS = 15_000;
/** Longest between two batches of a ledger. */
const LEDGER_MS = 15_000;

type OnDeath = (error: TidegateError) => void;

/** Starts the bundled backend server of one backend. */
export function startServer(
  spec: ScenarioBackend,
  engine: EngineChoice,
  onDeath: OnDeath,
): Box<FromServer> {
  const options: ServerOptions = {
    name: spec.name,
    listen: spec.server,
    fault: spec.fault,
    engine,
  };
  const name = `backend server ${spec.name}`;
  const child = startWorker({ entry: SERVER_ENTRY, name, args: [JSON.stringify(options)] });
  return takeBox<FromServer>({ name, child, onDeath });
}

export interface ProxyBoxOptions {
  readonly name: string;
  readonly config: string;
  readonly prefix: string;
  readonly engine: EngineChoice;
  readonly onDeath: OnDeath;
  readonly onMessage?: (message: FromProxy) => void;
}

/** Starts the bundled proxy as a user would, by its command. */
export function startProxy(options: ProxyBoxOptions): Box<FromProxy> {
  const { config, prefix, engine, ...box } = options;
  const args = [BIN, 'proxy', '-c', config, '-p', prefix, '--engine', engine];
  const child = spawn(process.execPath, args, {
    // A session of its own: Ctrl-C reaches the conductor alone, who ends the boxes in order.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  return takeBox<FromProxy>({ ...box, child });
}

/** Resolves when the box listens. */
export async function ready(box: Box<{ readonly type: string }>): Promise<void> {
  await box.message((message): message is { type: 'ready' } => message.type === 'ready', READY_MS);
}

/** Asks a backend server for its ledger, which comes in batches. */
export async function collectLedger(name: string, box: Box<FromServer>): Promise<ServerLedger> {
  const requests: ServerRequest[] = [];
  const sockets: ServerSocket[] = [];
  box.send({ type: 'ledger' });
  await box.message((message): message is FromServer => {
    if (message.type !== 'ledger') return false;
    for (const request of message.requests) requests.push(request);
    for (const socket of message.sockets) sockets.push(socket);
    return message.last;
  }, LEDGER_MS);
  return { backend: name, requests, sockets };
}
