import type { Endpoint } from './origin.js';

/**
 * A scenario as its YAML file says it, checked and with defaults filled in. All durations in
 * milliseconds, all sizes in bytes.
 */
export interface Scenario {
  readonly schema: 'tidegate.scenario/1';
  readonly name: string;
  readonly description: string;
  /** The kind whose checks and witnesses judge the run; null = the file has a score of its own. */
  readonly plays: string | null;
  readonly topology: ScenarioTopology;
  readonly load: LoadSpec;
  /** What a flip needs to know; null = there is no flip. */
  readonly maintenance: MaintenanceSpec | null;
  /** The phases to play, in this order; null = those of the kind. */
  readonly score: readonly Step[] | null;
}

/** One phase of a score, with parameters that its own file has checked. */
export interface Step {
  readonly phase: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A box that is left out is not on the way: clients connect to the next one behind it. */
interface ScenarioTopology {
  readonly frontend: ScenarioProxy | null;
  readonly backends: readonly ScenarioBackend[];
}

interface ScenarioProxy {
  /** Its configuration, relative to the scenario's file. */
  readonly config: string;
  /** The kind of proxy that runs it, a name in the registry of boxes. */
  readonly box: string;
}

export interface ScenarioBackend {
  readonly name: string;
  readonly proxy: ScenarioProxy | null;
  /** Where its backend server listens. */
  readonly server: Endpoint;
  /** A fault that is built in on purpose, to test that the verdict finds it. */
  readonly fault: BackendFault | null;
}

/** What a bundled backend server can be told to do wrong. */
export type BackendFault = 'reset-on-maintenance';

export interface LoadSpec {
  readonly connections: number;
  /** Duration of the ramp; the pace is connections / ramp. */
  readonly rampMs: number;
  /**
   * Source addresses of the clients, `127.0.0.64`, or a range `127.0.0.64-127.0.0.67`; null = the
   * kernel chooses.
   */
  readonly sources: string | null;
  readonly bind: 'late' | 'early' | 'explicit';
  /** Shares are relative weights and need not add up to 100. */
  readonly mix: readonly SessionShare[];
}

export interface SessionShare {
  readonly share: number;
  readonly session: SessionSpec;
}

export type SessionKind = SessionSpec['kind'];

/** Both ends inclusive; a value is drawn for each request. */
export type Range = readonly [number, number];

/** What one connection does while it is open. */
export type SessionSpec =
  /** One request, then silence on a kept-alive connection. */
  | { readonly kind: 'idle' }
  /** A short request at a fixed interval. */
  | { readonly kind: 'periodic'; readonly everyMs: number }
  /** Responses with a Content-Length that take some time, one after the other. */
  | { readonly kind: 'response'; readonly lastsMs: Range; readonly bodyBytes: number }
  /** Chunked responses, with a chunk at a fixed interval, one after the other. */
  | {
      readonly kind: 'stream';
      readonly lastsMs: Range;
      readonly everyMs: number;
      readonly chunkBytes: number;
    }
  /** Request bodies sent piece by piece, one after the other. */
  | { readonly kind: 'upload'; readonly lastsMs: Range; readonly bodyBytes: number }
  /** HTTP Upgrade to an echo, with a message at a fixed interval, until one side ends it. */
  | { readonly kind: 'tunnel'; readonly everyMs: number; readonly messageBytes: number }
  | WatchSpec;

/**
 * Connections that a run opens besides its mix, from the end of the ramp on, to see what the mix
 * cannot.
 */
type WatchSpec =
  /** A new client: connects, sends one request, and leaves after the answer. */
  | { readonly kind: 'visit' }
  /**
   * Requests with a short random pause between, so that one is always near when its connection is
   * closed.
   */
  | { readonly kind: 'race'; readonly pauseMs: Range };

export interface MaintenanceSpec {
  /** Name of the backend that is taken out. */
  readonly backend: string;
  /** Time between the end of the ramp and the flip. */
  readonly holdMs: number;
  /** Time between the bound for the end of the drain and maintenance off. */
  readonly settleMs: number;
  /** Time after maintenance off in which the backend has to return. */
  readonly returnMs: number;
  /** Name of the file whose existence means maintenance, in the backend proxy's root. */
  readonly file: string;
  readonly healthUri: string;
  /** Body of the maintenance page. */
  readonly page: string;
}
