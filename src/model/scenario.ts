import type { Endpoint } from './origin.js';

/**
 * A scenario, as its YAML says it, checked and with defaults filled in. All durations in
 * milliseconds, all sizes in bytes.
 */
export interface Scenario {
  readonly schema: 'tidegate.scenario/1';
  readonly name: string;
  readonly description: string;
  /** The kind whose checks and witnesses judge the run; null = a score of the file's own. */
  readonly plays: string | null;
  readonly topology: ScenarioTopology;
  readonly load: LoadSpec;
  /** What a flip needs to know; null = nothing is flipped. */
  readonly maintenance: MaintenanceSpec | null;
  /** What is played, in this order; null = as the kind plays it. */
  readonly score: readonly Step[] | null;
}

/** One phase of a score, with the parameters that its own file has checked. */
export interface Step {
  readonly phase: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Boxes that are left out are not in the way: clients then connect to the next one behind. */
interface ScenarioTopology {
  readonly frontend: ScenarioProxy | null;
  readonly backends: readonly ScenarioBackend[];
}

interface ScenarioProxy {
  /** Its configuration, relative to the scenario's file. */
  readonly config: string;
  /** Which kind of proxy runs it, a name of the registry of boxes. */
  readonly box: string;
}

export interface ScenarioBackend {
  readonly name: string;
  readonly proxy: ScenarioProxy | null;
  /** Where its backend server listens. */
  readonly server: Endpoint;
  /** A fault built in on purpose, to see that the verdict names it. */
  readonly fault: BackendFault | null;
}

/** What a bundled backend server can be told to do wrong. */
export type BackendFault = 'reset-on-maintenance';

export interface LoadSpec {
  readonly connections: number;
  /** Duration of the ramp; the pace is connections / ramp. */
  readonly rampMs: number;
  /** Source addresses of the clients, `127.0.0.64`, or a range `127.0.0.64-127.0.0.67`; null = the kernel's choice. */
  readonly sources: string | null;
  readonly bind: 'late' | 'early' | 'explicit';
  /** Shares are relative weights; they need not add up to 100. */
  readonly mix: readonly SessionShare[];
}

export interface SessionShare {
  readonly share: number;
  readonly session: SessionSpec;
}

export type SessionKind = SessionSpec['kind'];

/** Inclusive; one value of it is drawn for each request. */
export type Range = readonly [number, number];

/** What one connection does for as long as it lives. */
export type SessionSpec =
  /** One request, then silence on a kept-alive connection. */
  | { readonly kind: 'idle' }
  /** A short request every so often. */
  | { readonly kind: 'periodic'; readonly everyMs: number }
  /** Responses with a Content-Length that take their time, one after the other. */
  | { readonly kind: 'response'; readonly lastsMs: Range; readonly bodyBytes: number }
  /** Chunked responses, a chunk every so often, one after the other. */
  | {
      readonly kind: 'stream';
      readonly lastsMs: Range;
      readonly everyMs: number;
      readonly chunkBytes: number;
    }
  /** Request bodies sent a piece at a time, one after the other. */
  | { readonly kind: 'upload'; readonly lastsMs: Range; readonly bodyBytes: number }
  /** HTTP Upgrade to an echo, a message every so often, until somebody ends it. */
  | { readonly kind: 'tunnel'; readonly everyMs: number; readonly messageBytes: number }
  | WatchSpec;

/** What a run opens beside its mix, from the end of the ramp on, to see what the mix cannot. */
type WatchSpec =
  /** A new client: connects, sends one request, and leaves with the answer. */
  | { readonly kind: 'visit' }
  /** Requests with a short, random pause between: one is always near when its connection is closed. */
  | { readonly kind: 'race'; readonly pauseMs: Range };

export interface MaintenanceSpec {
  /** Name of the backend that is taken out. */
  readonly backend: string;
  /** Time between the end of the ramp and the flip. */
  readonly holdMs: number;
  /** Time on after everything drained must be gone, before maintenance goes off. */
  readonly settleMs: number;
  /** Time after maintenance off in which the backend must have come back. */
  readonly returnMs: number;
  /** Name of the file whose existence means maintenance, in the backend proxy's root. */
  readonly file: string;
  readonly healthUri: string;
  /** Body of the maintenance page. */
  readonly page: string;
}
