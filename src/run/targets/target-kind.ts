import type { EngineChoice } from '../../model/engine.js';
import type { Scenario } from '../../model/scenario.js';
import type { Loop } from '../../net/loop.js';
import type { ForeignMaintenanceOptions } from '../maintenance/foreign-maintenance.js';
import type { Ground } from './ground.js';

/** The user's own deployment, as given on the command line. */
export interface ForeignOptions {
  /** Where clients connect. */
  readonly url: string;
  /** The backend proxies behind the frontend; the first one is taken out. */
  readonly backendUrls: readonly string[];
  /** A response header field that names the backend; null = the bundled backend server's. */
  readonly backendHeader: string | null;
  /** Header fields of every request, by name in lower case; `host` replaces the URL's. */
  readonly headers: ReadonlyMap<string, string>;
  /** Null = the scenario flips nothing. */
  readonly maintenance: ForeignMaintenanceOptions | null;
}

/** What a target is opened with. */
export interface TargetTerms {
  /** The scenario's file and content. */
  readonly file: string;
  readonly scenario: Scenario;
  readonly engine: EngineChoice;
  readonly block: string | null;
  readonly foreign: ForeignOptions | null;
  readonly signal: AbortSignal;
  /** For the tester's own requests. */
  readonly loop: Loop;
}

export interface TargetKind {
  /** Whether a run with these terms is run against it. */
  takes(terms: TargetTerms): boolean;
  open(terms: TargetTerms): Promise<Ground>;
}
