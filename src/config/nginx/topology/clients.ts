import type { PortRange } from '../../../model/hop.js';

/** Where connections to the proxy come from. */
export interface Clients {
  /** On this host, hence with its ports and its descriptors. */
  readonly local: boolean;
  /** null = without limit. */
  readonly addresses: number | null;
  /** Their ephemeral range where it is not this host's; null = this host's. */
  readonly range: PortRange | null;
  /** Every port a client can be given, ascending: what a map of $remote_port may see. */
  readonly ports: readonly number[];
}
