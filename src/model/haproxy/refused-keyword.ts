import type { Place } from '../place.js';

/** A keyword that the proxy did not have before a version. */
export interface NewerKeyword {
  /** Absent = HAProxy. */
  readonly program?: 'nginx';
  readonly name: string;
  readonly from: string;
  readonly place: Place;
}

/** A keyword that HAProxy refuses from a version on. */
export interface RemovedKeyword {
  readonly name: string;
  /** null = no version accepts it in such a place. */
  readonly since: string | null;
  /** What to do instead, as a clause. */
  readonly instead: string;
  readonly place: Place;
}
