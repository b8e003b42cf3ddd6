import type { Warning } from '../../model/capacity.js';
import type { Sources } from '../../model/hop.js';

/** Addresses that a proxy connects from. */
export interface FoundSources {
  readonly sources: Sources;
  /** As a person would write it: `$bind_addr, 9 addresses`. */
  readonly description: string;
  readonly warnings: readonly Warning[];
}
