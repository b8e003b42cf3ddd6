import type { PortRange } from '../../../model/hop.js';
import type { Socket, Way } from '../hold-order.js';
import type { Places } from './places.js';

/** A configuration that can run in the namespace, and what it needs there. */
export interface ProxyCopy {
  readonly text: string;
  /** Where the proxy logs why it refused. */
  readonly errorLogs: readonly string[];
  readonly ways: readonly Way[];
  readonly backends: readonly Socket[];
  readonly places: Places;
  /** Source addresses in the configuration. */
  readonly sources: readonly string[];
  /** Ports that the configuration itself assigns. */
  readonly ownPorts: PortRange | null;
  /** Names are resolved at run time. */
  readonly asksNames: boolean;
  /** The prediction has to be made for the copy, because something that counts was left out of it. */
  readonly asCopied: boolean;
}
