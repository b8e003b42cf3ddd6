import { TidegateError } from '../lib/errors.js';
import type { EngineChoice } from '../model/engine.js';
import type { Origin } from '../model/origin.js';
import type { LoadSpec } from '../model/scenario.js';
import type { PortPool } from './connections.js';

/** What all requests of a run have in common. */
export interface RequestTerms {
  /** Where they go. */
  readonly origin: Origin;
  /** The user's header fields, each ended by CRLF. */
  readonly headerFields: string;
  /** The response header field, in lower case, that names the backend. */
  readonly backendHeader: string;
}

/** Everything that a load worker needs to know, as plain data that can be sent to processes and hosts. */
export interface LoadPlan extends RequestTerms {
  readonly load: LoadSpec;
  /** Ports for explicit binding. */
  readonly ports: PortPool;
  /** The seed of all random draws of the run. */
  readonly seed: number;
  readonly engine: EngineChoice;
  /** The run's time zero, on the clock of lib/clock; all records count from it. */
  readonly originMs: number;
  /** A request is given up if it has no whole answer this long after its own length. */
  readonly patienceMs: number;
  /** The additional connections, opened once the load stands. */
  readonly watch: WatchPlan;
  /** Whether a connection that the peer ended is opened once more, as a real client would do. */
  readonly reconnect: boolean;
}

/** The additional connections of the whole fleet, from the end of the ramp to the finish. */
export interface WatchPlan {
  /** New clients a second, each with one request. */
  readonly visitsPerSecond: number;
  /** Connections that send a request every few milliseconds, so that a close hits one in flight. */
  readonly racers: number;
}

/** The part of one worker of a fleet: every index that is `worker` modulo `workers`. */
export interface WorkerPart {
  readonly worker: number;
  readonly workers: number;
}

/** How many of `connections` a worker has: every one whose index is `worker` mod `workers`. */
export function partSize(connections: number, { worker, workers }: WorkerPart): number {
  return Math.max(0, Math.ceil((connections - worker) / workers));
}

/**
 * Share of a process's descriptors that connections may use; the rest is for the process itself and
 * a margin.
 */
const DESCRIPTOR_SHARE = 0.8;

/**
 * How many workers `connections` need if each process may hold `nofile` descriptors, one for each
 * connection; `atLeast` asks for more, to use more cores. Throws `TidegateError` NOFILE_TOO_LOW.
 */
export function countWorkers(connections: number, nofile: number, atLeast = 1): number {
  const each = Math.floor(nofile * DESCRIPTOR_SHARE);
  if (each < 1) {
    throw new TidegateError('NOFILE_TOO_LOW', `nofile is ${nofile}: no connection fits`, {
      hint: 'Raise the limit of open files: ulimit -n 20000.',
    });
  }
  return Math.max(1, Math.min(atLeast, connections), Math.ceil(connections / each));
}
