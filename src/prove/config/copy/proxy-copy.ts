import type { PortRange } from '../../../model/hop.js';
import type { Socket, Way } from '../hold-order.js';
import type { Places } from './places.js';

/** A configuration as it can run in the namespace, and what has to be around it. */
export interface ProxyCopy {
  readonly text: string;
  /** Where the proxy writes why it refused. */
  readonly errorLogs: readonly string[];
  readonly ways: readonly Way[];
  readonly backends: readonly Socket[];
  readonly places: Places;
  /** Source addresses that are written. */
  readonly sources: readonly string[];
  /** Ports that the configuration deals out itself. */
  readonly ownPorts: PortRange | null;
  /** Names are asked for at run time. */
  readonly asksNames: boolean;
  /** The prediction is that of the copy: something that counts was left out of it. */
  readonly asCopied: boolean;
}
