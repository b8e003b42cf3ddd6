import type { TidegateError } from '../../lib/errors.js';
import type { EngineChoice } from '../../model/engine.js';
import type { ServerLedger } from '../../model/ledger.js';
import type { ScenarioBackend } from '../../model/scenario.js';

/** One process of the chain, as the chain controls it. */
export interface ChainBox {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the box listens. @throws TidegateError BOX_NOT_STARTED, BOX_SILENT */
  ready(): Promise<void>;
  /** Ends the box in order; resolves when its process is gone. */
  stop(): Promise<void>;
}

/** The terms that every box is started with. */
interface BoxTerms {
  readonly engine: EngineChoice;
  /** Called when the box ends by itself. */
  readonly onDeath: (error: TidegateError) => void;
}

export interface ProxyTerms extends BoxTerms {
  readonly name: string;
  /** Its configuration, and the prefix (`-p`) for the relative paths in it. */
  readonly config: string;
  readonly prefix: string;
  /** Called when a peer of the proxy changes its state. */
  readonly onPeer?: (change: PeerChange) => void;
}

export interface PeerChange {
  /** On the clock of lib/clock. */
  readonly atMs: number;
  /** `address:port`. */
  readonly server: string;
  readonly state: 'up' | 'down';
}

/** A kind of proxy that can stand in the chain, as frontend or as backend proxy. */
export interface ProxyKind {
  /** Whether it reports its peers' states. */
  readonly tellsPeers: boolean;
  start(terms: ProxyTerms): ChainBox;
}

interface ServerTerms extends BoxTerms {
  readonly spec: ScenarioBackend;
  /** How many backend servers the chain has. */
  readonly servers: number;
}

/** A backend server of the chain. Its ledger is the second witness of every request. */
export interface ServerBox extends ChainBox {
  /** Its ledger, on the clock of lib/clock. May be asked once. */
  ledger(): Promise<ServerLedger>;
  /** Tells it of a flip (only a faulty server reacts). */
  maintenance(on: boolean): void;
  /** A disturbance of the deployment begins or ends: the server keeps more rows in that time. */
  mark(disturbed: boolean): void;
}

/** A kind of backend server. */
export interface ServerKind {
  start(terms: ServerTerms): ServerBox;
}
