import { formatEndpoint } from '../../lib/address/origin.js';
import { reasonOf, TidegateError } from '../../lib/errors.js';
import { createLoop } from '../../net/create-loop.js';
import { setDescriptorLimit } from '../../net/descriptor-limit.js';
import type { Loop } from '../../net/loop.js';
import { endWithParent, INHERITED_FD } from '../../net/worker-process.js';
import { ErrorLog } from '../log/error-log.js';
import { LogFiles } from '../log/log-files.js';
import { systemError } from '../log/system-error.js';
import { listeningOf } from '../serving/listen-sockets.js';
import { createProxy, type OpenSocket, type RunningProxy } from '../serving/proxy.js';
import { slotLimit } from './descriptors.js';
import { SHARE_MS, SharedCounts } from './shared-counts.js';
import type { FromWorker, ToWorker } from './worker-messages.js';
import { becomeUser } from './worker-user.js';

/**
 * Entry of a worker process of the bundled proxy: waits for `start`, then serves until it is told
 * to end.
 */
endWithParent();
// The terminal's Ctrl-\ and Ctrl-C reach the whole group; the master decides.
process.on('SIGQUIT', () => undefined);

/** How long the end waits for logs to be written. */
const LAST_WORDS_MS = 200;

/** Pending until the start is complete; messages from the master wait for it. */
let started: Promise<Running> | null = null;

interface Running {
  readonly proxy: RunningProxy;
  readonly counts: SharedCounts;
  readonly files: LogFiles;
  readonly log: ErrorLog;
  /** null = requests in flight have unlimited time. */
  readonly shutdownTimeoutMs: number | null;
}

process.on('message', (message: ToWorker) => {
  if (message.type === 'start') {
    started = start(message);
    started.catch((error: unknown) => {
      tell({ type: 'failed', message: reasonOf(error) });
    });
  } else {
    // After a failed start the master, which has been told, ends this process.
    started?.then((running) => hear(message, running)).catch(() => undefined);
  }
});

async function start(message: Extract<ToWorker, { type: 'start' }>): Promise<Running> {
  const { config, prefix, engine, listens, down } = message;
  const files = new LogFiles(prefix);
  const log = ErrorLog.open(config.errorLogs, files);
  process.once('SIGTERM', () => end(files));
  if (config.workerRlimitNofile !== null) await limitDescriptors(config.workerRlimitNofile, log);
  const loop = await createLoop(engine);
  const openSocket = inheriting(loop, listens);
  const slots = slotLimit(config, 0, 0);
  const options = { prefix, openSocket, slots, files, healthChecks: false };
  const proxy = createProxy(config, loop, options);
  // Everything that needs root is done: logs are open, and no more modules are loaded.
  if (config.user !== null) becomeUser(config.user);
  if (config.workingDirectory !== null) enter(config.workingDirectory);
  for (const peer of down) proxy.mark(peer, 'down');
  await proxy.listen();
  const counts = shareCounts(proxy);
  tell({ type: 'ready' });
  return { proxy, counts, files, log, shutdownTimeoutMs: config.workerShutdownTimeoutMs };
}

/**
 * The listeners that the master has opened. @param listens their `address:port`, in the order of
 * descriptors
 */
function inheriting(loop: Loop, listens: readonly string[]): OpenSocket {
  const fds = new Map(listens.map((name, index) => [name, INHERITED_FD + index]));
  return (socket, hears) => {
    const fd = fds.get(formatEndpoint(socket));
    const listening = listeningOf(socket);
    return loop.listen({ ...listening, ...(fd === undefined ? {} : { on: { fd } }), ...hears });
  };
}

function hear(message: Exclude<ToWorker, { type: 'start' }>, running: Running): void {
  const { proxy, counts, files, log } = running;
  switch (message.type) {
    case 'peer':
      proxy.mark(message, message.state);
      break;
    case 'checked':
      proxy.noteChecks(message, message.counts);
      break;
    case 'elsewhere':
      counts.hear(message.counts);
      break;
    case 'reopen':
      log.write('notice', 'reopening logs');
      files.reopen((error) => log.write('emerg', error.message));
      break;
    case 'quit':
      quit(running);
  }
}

function quit({ proxy, files, log, shutdownTimeoutMs }: Running): void {
  log.write('notice', 'gracefully shutting down');
  proxy.quit();
  if (shutdownTimeoutMs !== null) {
    setTimeout(() => {
      proxy.close();
      end(files);
    }, shutdownTimeoutMs);
  }
  void proxy.emptied().then(() => {
    log.write('notice', 'exiting');
    end(files);
  });
}

/** Writes the last log lines, unless nothing reads them. */
function end(files: LogFiles): void {
  setTimeout(() => process.exit(0), LAST_WORDS_MS);
  void files.flushed().then(() => process.exit(0));
}

/** As in nginx, a refused limit is logged, and the worker continues with the limit it has. */
async function limitDescriptors(count: number, log: ErrorLog): Promise<void> {
  const refused = await setDescriptorLimit(count);
  if (refused !== null)
    log.write('alert', `setrlimit(RLIMIT_NOFILE, ${count}) failed (${refused})`);
}

function enter(directory: string): void {
  try {
    process.chdir(directory);
  } catch (error) {
    const what = systemError(error as NodeJS.ErrnoException);
    throw new TidegateError('WORKING_DIRECTORY_BAD', `chdir("${directory}") failed (${what})`, {
      hint: 'Make it, or let `working_directory` name another.',
      cause: error,
    });
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
