import type { PortRange } from '../model/hop.js';

/** Where connections to the proxy come from. */
export interface Clients {
  /** On this host, so that they use its ports and descriptors. */
  readonly local: boolean;
  /** null = without limit. */
  readonly addresses: number | null;
  /** Their ephemeral port range, if it is not this host's; null = this host's. */
  readonly range: PortRange | null;
  /** Every port that a client can have, ascending: the values of $remote_port. */
  readonly ports: readonly number[];
}
