import type { Place } from './place.js';

/** `proxy -t`: a configuration that can be run. */
export interface ProxyCheck {
  readonly file: string;
  /** Directives that nginx knows and that have no effect here. */
  readonly ignored: readonly { readonly name: string; readonly place: Place }[];
}

/** `proxy -v`; `-V` says what it runs on too. */
export interface ProxyVersion {
  readonly tidegate: string;
  readonly on: {
    readonly node: string;
    readonly engine: string;
    readonly platform: string;
  } | null;
}
