import type { Place } from '../place.js';
import type { Template } from './words.js';

/** `map $source $variable { ... }`, entries in the file's order. */
export interface MapBlock {
  readonly source: Template;
  /** Without the `$`. */
  readonly variable: string;
  readonly entries: readonly MapEntry[];
  readonly default: Template;
  readonly hostnames: boolean;
  /** Evaluated again each time; otherwise once for each request. */
  readonly volatile: boolean;
  readonly place: Place;
}

export interface MapEntry {
  /** `exact` compares without case, as nginx does; `regex` is the pattern without its `~` or `~*`. */
  readonly kind: 'exact' | 'regex';
  readonly pattern: string;
  /** `~*`. */
  readonly ignoreCase: boolean;
  readonly value: Template;
  readonly place: Place;
}

export interface SplitClients {
  readonly source: Template;
  readonly variable: string;
  /** `percent` 0..100; null for `*`, the remainder. */
  readonly parts: readonly { readonly percent: number | null; readonly value: Template }[];
  readonly place: Place;
}
