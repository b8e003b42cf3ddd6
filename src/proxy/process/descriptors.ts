import { availableParallelism } from 'node:os';
import { TidegateError } from '../../lib/errors.js';
import type { NginxConfig } from '../../model/nginx.js';
import { descriptorUse, LOADING_DESCRIPTORS } from '../../net/descriptor-limit.js';
import { STDERR } from '../log/log-file.js';
import { listensOf } from '../serving/listen-sockets.js';
import type { SlotLimit } from '../slots/slots.js';

/** A client's connection, and the one to the server that its request goes to. */
const OF_A_REQUEST = 2;
/**
 * Descriptors that a serving process needs at times: a pipe to splice with, a file that is sent, a
 * log that is opened again.
 */
const SPARE = 4;
/** The channel to a worker, one at each end. */
const CHANNEL = 1;
/**
 * Descriptors of a master while it starts a worker: the worker's end of the channel, and a pipe
 * that reports its exec.
 */
const STARTING = 3;

/**
 * `auto` is one for each core and at least two, because the descriptors of a worker are a limit of
 * their own.
 */
export function workerCount({ workerProcesses }: NginxConfig): number {
  return workerProcesses === 'auto' ? Math.max(2, availableParallelism()) : workerProcesses;
}

/**
 * Refuses a configuration with which this process, with nothing open yet except its loop, or its
 * workers could not carry one request.
 * @param checked servers that health checks connect to from the starting process
 * @throws TidegateError DESCRIPTORS_TOO_FEW
 */
export function checkDescriptors(config: NginxConfig, checked: number): void {
  const use = descriptorUse();
  if (use === null) return;
  const { limit, open } = use;
  const { masterProcess, workerRlimitNofile } = config;
  const sockets = listensOf(config).length;
  const logs = logFileCount(config);
  const serving = open + sockets + logs + SPARE + OF_A_REQUEST;
  if (!masterProcess) {
    const needed = Math.max(serving + checked, open + LOADING_DESCRIPTORS);
    if (limit < needed) throw tooFew(limit, needed);
    return;
  }
  const workers = workerCount(config);
  const conducting = open + sockets + logs + workers * CHANNEL + STARTING + checked;
  const loading = open + sockets + CHANNEL + LOADING_DESCRIPTORS;
  const worker = serving + CHANNEL;
  const needed = Math.max(conducting, loading, workerRlimitNofile === null ? worker : 0);
  if (limit < needed) throw tooFew(limit, needed);
  if (workerRlimitNofile !== null && workerRlimitNofile < worker) {
    throw tooFew(workerRlimitNofile, worker, 'worker_rlimit_nofile');
  }
}

/**
 * How many connections this process can have: worker_connections, which include listening sockets
 * and a worker's channel as in nginx, as far as descriptors allow.
 * @param toOpen sockets that are opened after this @param ours connections that are already open
 * @throws TidegateError DESCRIPTORS_TOO_FEW
 */
export function slotLimit(config: NginxConfig, toOpen: number, ours: number): SlotLimit {
  const { workerConnections, masterProcess } = config;
  const own = listensOf(config).length + (masterProcess ? CHANNEL : 0);
  const byConfig = Math.max(1, workerConnections - own);
  const use = descriptorUse();
  const written = { count: byConfig, from: `${workerConnections} worker_connections` };
  if (use === null) return written;
  const beside = use.open - ours + logFileCount(config) + toOpen + SPARE;
  const byDescriptors = use.limit - beside;
  if (byDescriptors >= byConfig) return written;
  if (byDescriptors < OF_A_REQUEST) throw tooFew(use.limit, beside + OF_A_REQUEST);
  return { count: byDescriptors, from: `${use.limit} open files` };
}

function tooFew(limit: number, needed: number, directive = ''): TidegateError {
  const what = directive === '' ? `a limit of ${limit} open files` : `${directive} ${limit}`;
  const hint =
    directive === ''
      ? `Raise it: ulimit -n ${needed}, or LimitNOFILE=${needed} in the service's unit. Each further concurrent request takes up to ${OF_A_REQUEST}.`
      : `Set ${directive} ${needed}; or more: each request at a time more takes up to ${OF_A_REQUEST}.`;
  return new TidegateError(
    'DESCRIPTORS_TOO_FEW',
    `${what} cannot carry one request: this configuration needs ${needed}`,
    { hint },
  );
}

/** Number of files that it writes logs to. */
function logFileCount(config: NginxConfig): number {
  const paths = new Set<string>();
  collectLogs(config, paths);
  paths.delete(STDERR);
  return paths.size;
}

function collectLogs(part: object, paths: Set<string>): void {
  for (const [name, value] of Object.entries(part)) {
    if (value === null || typeof value !== 'object') continue;
    if (name === 'accessLogs' || name === 'errorLogs') {
      for (const { path } of value as readonly { readonly path: string }[]) paths.add(path);
    } else collectLogs(value, paths);
  }
}
