import type { TidegateError } from '../../lib/errors.js';
import type { EngineChoice } from '../../model/engine.js';
import type { ServerLedger } from '../../model/ledger.js';
import type { ScenarioBackend } from '../../model/scenario.js';

/** One process of the chain, as the chain speaks to it. */
export interface ChainBox {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the box listens. @throws TidegateError BOX_DIED, BOX_SILENT */
  ready(): Promise<void>;
  /** Ends it in order; resolves when it is gone. */
  stop(): Promise<void>;
}

/** What every box is started with. */
interface BoxTerms {
  readonly engine: EngineChoice;
  /** The box ended by itself. */
  readonly onDeath: (error: TidegateError) => void;
}

export interface ProxyTerms extends BoxTerms {
  readonly name: string;
  /** Its configuration, and the prefix (`-p`) that relative paths in it begin with. */
  readonly config: string;
  readonly prefix: string;
  /** A peer of the proxy changed its state. */
  readonly onPeer?: (change: PeerChange) => void;
}

export interface PeerChange {
  /** On the clock of lib/clock. */
  readonly atMs: number;
  /** `address:port`. */
  readonly server: string;
  readonly state: 'up' | 'down';
}

/** A kind of proxy that can stand in the chain, in front or behind. */
export interface ProxyKind {
  /** Whether it tells of its peers' states. */
  readonly tellsPeers: boolean;
  start(terms: ProxyTerms): ChainBox;
}

interface ServerTerms extends BoxTerms {
  readonly spec: ScenarioBackend;
  /** How many there are of them. */
  readonly servers: number;
}

/** A backend server of the chain, the second witness of every request. */
export interface ServerBox extends ChainBox {
  /** What it has written down, on the clock of lib/clock; to be asked once. */
  ledger(): Promise<ServerLedger>;
  /** Tells it of a flip (only a faulty one listens). */
  maintenance(on: boolean): void;
  /** Something begins to be done to the deployment, or is over: of that time more rows are kept. */
  mark(disturbed: boolean): void;
}

/** A kind of backend server. */
export interface ServerKind {
  start(terms: ServerTerms): ServerBox;
}
