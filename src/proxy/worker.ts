import { createLoop } from '../net/create-loop.js';
import { endWithParent, INHERITED_FD } from '../net/worker-process.js';
import { workerSlots } from './process/descriptors.js';
import { SHARE_MS, SharedCounts } from './process/shared-counts.js';
import type { FromWorker, ToWorker } from './process/worker-messages.js';
import { createProxy, type RunningProxy } from './proxy.js';

/** Entry of a worker process of the bundled proxy: waits for `start`, serves until it is ended. */
endWithParent();
// The terminal's Ctrl-\ and Ctrl-C reach the whole group; the master decides.
process.on('SIGQUIT', () => undefined);

/** Pending until the start is through: what the master says meanwhile waits for it. */
let started: Promise<Running> | null = null;

interface Running {
  readonly proxy: RunningProxy;
  readonly counts: SharedCounts;
}

process.on('message', (message: ToWorker) => {
  if (message.type === 'start') {
    started = start(message);
    started.catch((error: unknown) => {
      tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    });
  } else {
    // After a failed start the master, who has been told, ends this process.
    started?.then((running) => hear(message, running)).catch(() => undefined);
  }
});

async function start(message: Extract<ToWorker, { type: 'start' }>): Promise<Running> {
  const { config, prefix, engine, listens, down } = message;
  const loop = await createLoop(engine);
  const inherited = new Map(listens.map((name, index) => [name, INHERITED_FD + index]));
  const slots = workerSlots(config.workerConnections);
  const proxy = createProxy(config, loop, { prefix, inherited, slots, healthChecks: false });
  for (const peer of down) proxy.mark(peer, 'down');
  await proxy.listen();
  const counts = shareCounts(proxy);
  tell({ type: 'ready' });
  return { proxy, counts };
}

function hear(message: Exclude<ToWorker, { type: 'start' }>, { proxy, counts }: Running): void {
  switch (message.type) {
    case 'peer':
      proxy.mark(message, message.state);
      break;
    case 'elsewhere':
      counts.hear(message.counts);
      break;
    case 'quit':
      proxy.quit();
      void proxy.emptied.then(() => process.exit(0));
  }
}

function shareCounts(proxy: RunningProxy): SharedCounts {
  const counts = new SharedCounts(proxy.groups);
  if (counts.needed) {
    setInterval(() => {
      const news = counts.news();
      if (news !== null) tell({ type: 'counts', counts: news });
    }, SHARE_MS);
  }
  return counts;
}

function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}
