import type { PortRange } from './hop.js';
import type { DirectiveRef } from './nginx.js';
import type { Place } from './place.js';

/** An HAProxy configuration, as far as it decides how many connections there can be. */
export interface HaproxyConfig {
  readonly file: string;
  readonly global: HaproxyGlobal;
  /** Of `frontend` and `listen` sections. */
  readonly frontends: readonly HaproxyFrontend[];
  /** Of `backend` and `listen` sections. */
  readonly backends: readonly HaproxyBackend[];
  /** Keywords that are not modelled: the calculator warns of each. */
  readonly unknown: readonly DirectiveRef[];
}

/** The `global` section: one process, any number of threads. */
export interface HaproxyGlobal {
  /** Connections that are accepted at once; null = as many as the descriptors allow. */
  readonly maxconn: number | null;
  /** null = one a core. */
  readonly nbthread: number | null;
  /** `ulimit-n`; null = as many as maxconn needs, up to the hard limit. */
  readonly ulimitN: number | null;
}

export interface HaproxyFrontend {
  readonly name: string;
  readonly mode: 'http' | 'tcp';
  /** null = that of the process. */
  readonly maxconn: number | null;
  readonly binds: readonly HaproxyBind[];
  /** Backends by name: `use_backend` in order, `default_backend` last; a `listen` names itself. */
  readonly backends: readonly { readonly name: string; readonly place: Place }[];
  readonly place: Place;
}

/** One listening socket; a range of ports is as many. */
export interface HaproxyBind {
  /** `*` for every address. */
  readonly address: string;
  readonly port: number;
  readonly place: Place;
}

export interface HaproxyBackend {
  readonly name: string;
  readonly servers: readonly HaproxyServer[];
  readonly place: Place;
}

export interface HaproxyServer {
  readonly name: string;
  readonly host: string;
  /** null = the port that the client connected to. */
  readonly port: number | null;
  /** Connections at once, more are queued; null = no limit. */
  readonly maxconn: number | null;
  readonly weight: number;
  readonly backup: boolean;
  readonly disabled: boolean;
  /** The server's own, else the backend's; null = the kernel chooses. */
  readonly source: HaproxySource | null;
  readonly place: Place;
}

/** `source ADDRESS[:LOW[-HIGH]]`. */
export interface HaproxySource {
  readonly address: string;
  /** Ports that HAProxy itself deals out, for each server anew; null = the kernel chooses. */
  readonly ports: PortRange | null;
  /** `usesrc`: connections come from the clients' addresses. */
  readonly transparent: boolean;
  readonly place: Place;
}
