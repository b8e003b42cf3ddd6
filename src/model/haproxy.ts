import type { PortRange } from './hop.js';
import type { BindLine } from './hop-haproxy.js';
import type { DirectiveRef } from './nginx.js';
import type { Place } from './place.js';
import type { NewerKeyword, RemovedKeyword } from './refused-keyword.js';

/** An HAProxy configuration, as far as it decides how many connections there can be. */
export interface HaproxyConfig {
  readonly file: string;
  readonly global: HaproxyGlobal;
  /** Of `frontend` and `listen` sections. */
  readonly frontends: readonly HaproxyFrontend[];
  /** Of `backend` and `listen` sections. */
  readonly backends: readonly HaproxyBackend[];
  /** What `peers`, `log-forward` and `ring` sections listen on: no way for clients. */
  readonly otherBinds: readonly HaproxyBind[];
  /** `stats socket` on TCP ports. */
  readonly statsBinds: readonly HaproxyBind[];
  /** `peer` lines. HAProxy reserves three descriptors for each. */
  readonly peers: readonly HaproxyPeer[];
  /** Keywords that are not modelled: the calculator warns of each. */
  readonly unknown: readonly DirectiveRef[];
  /** Conditions of `.if` and `.elif` that hang on what is not known: how they are taken. */
  readonly unsure: readonly UnsureCondition[];
  /** Environment variables that a figure hangs on and that are not set, as often as they are named. */
  readonly unset: readonly DirectiveRef[];
  /** Keywords that newer versions refuse. */
  readonly removed: readonly RemovedKeyword[];
  /** Keywords that older versions refuse. */
  readonly newer: readonly NewerKeyword[];
  /** Checks with which HAProxy does not start, for want of a port. */
  readonly refusedChecks: readonly RefusedCheck[];
  /** `port` and `agent-port` on lines of servers, each of which has a descriptor reserved. */
  readonly checkPorts: number;
  /** Where the file begins with a byte order mark, which HAProxy refuses; null = it does not. */
  readonly byteOrderMark: Place | null;
  /** Where the last line does not end; null = it does. */
  readonly openEnd: OpenEnd | null;
}

export interface OpenEnd {
  /** The beginning of the last line. */
  readonly place: Place;
  /** Whether this HAProxy refuses it, as those from 2.3 on do; true where its version is unknown. */
  readonly isRefused: boolean;
}

export interface UnsureCondition extends DirectiveRef {
  readonly isMet: boolean;
}

/** Why HAProxy does not start by a check, and the mend. */
export interface RefusedCheck {
  readonly message: string;
  readonly fix: string;
  readonly place: Place;
}

/** The `global` section: one process, any number of threads; null = not written. */
export interface HaproxyGlobal {
  /** Connections that are accepted at once; null = as many as the descriptors allow. */
  readonly maxconn: number | null;
  /** It hangs on a variable that is not set. */
  readonly maxconnUnknown: boolean;
  /** null = one a core. */
  readonly nbthread: number | null;
  /** Processes; null = one. */
  readonly nbproc: number | null;
  /** `ulimit-n`; null = as many as maxconn needs, up to the hard limit. */
  readonly ulimitN: number | null;
  readonly fdHardLimit: number | null;
  readonly maxpipes: number | null;
  /** Off by `no strict-limits`. */
  readonly strictLimits: boolean;
  readonly statsSockets: number;
  /** `stats maxconn`: connections to the stats sockets. */
  readonly statsMaxconn: number | null;
  /** `localpeer`: which of the peers this process is. */
  readonly localPeer: string | null;
  /** The line of `maxconn`, else of `ulimit-n`, else of the section. */
  readonly place: Place | null;
}

export interface HaproxyFrontend {
  readonly name: string;
  readonly section: 'frontend' | 'listen';
  readonly mode: 'http' | 'tcp';
  /** null = that of the process. */
  readonly maxconn: number | null;
  /** `backlog`; null = not written. */
  readonly backlog: number | null;
  readonly bindLines: readonly BindLine[];
  readonly binds: readonly HaproxyBind[];
  /** Listening sockets that are no TCP ports, or whose port is unknown. */
  readonly otherBinds: number;
  /** Those of them that are unix sockets, by their path or abstract name. */
  readonly unixEnds: readonly string[];
  /** Whether `option splice-*` holds for it. */
  readonly splices: boolean;
  /** Backends by name: `use_backend` in order, `default_backend` last; a `listen` names itself. */
  readonly backends: readonly NamedBackend[];
  /** Its rules answer or refuse everything: it passes nothing on. */
  readonly answersAll: boolean;
  /** Rules, or options of `bind`, set where the client is taken to have connected to. */
  readonly setsDestination?: true;
  readonly place: Place;
}

export interface NamedBackend {
  readonly name: string;
  /** Whether connections can be passed to it. */
  readonly reached: boolean;
  readonly place: Place;
}

/** One listening socket; a range of ports is as many. */
export interface HaproxyBind {
  /** `*` for every address. */
  readonly address: string;
  /** Of `*`: `:80` is IPv4 alone, `:::80 v6only` IPv6 alone; absent = both. */
  readonly family?: 'v4' | 'v6';
  readonly port: number;
  /** `dgram-bind`: it is UDP. */
  readonly isDatagram?: true;
  readonly place: Place;
}

export interface HaproxyPeer {
  readonly name: string;
  readonly address: string;
  /** null = it has its port from `bind`, or from a variable that is not set. */
  readonly port: number | null;
  readonly place: Place;
}

export interface HaproxyBackend {
  readonly name: string;
  readonly section: 'backend' | 'listen';
  readonly mode: 'http' | 'tcp';
  readonly servers: readonly HaproxyServer[];
  /** `balance`: its first word. */
  readonly balance: string;
  /** `balance first`, and a connection that fails is not tried on another server. */
  readonly fillsInOrder: boolean;
  /** `option allbackups`: backups serve together. */
  readonly allBackups: boolean;
  /** The names of `use-server`, which may be made at run time. */
  readonly useServers: ReadonlySet<string>;
  /** The last of them always holds, so that the balancing is not asked. */
  readonly isLed: boolean;
  /** A cookie or a stick table leads clients to their server. */
  readonly persists: boolean;
  /** Its rules answer or refuse everything: no server gets a connection. */
  readonly answersAll: boolean;
  readonly splices: boolean;
  /** `fullconn`; null = not written. */
  readonly fullconn: number | null;
  /** Rules, or options of `bind`, set where the client is taken to have connected to. */
  readonly setsDestination?: true;
  readonly place: Place;
}

export interface HaproxyServer {
  readonly name: string;
  readonly host: string;
  /** null = the port that the client connected to, or that DNS tells. */
  readonly port: number | null;
  /** Where `port` is null: how far it is above the port that the client connected to, as in `+1000`. */
  readonly portOffset: number;
  /** Connections at once, more are queued; null = no limit. */
  readonly maxconn: number | null;
  readonly weight: number;
  readonly backup: boolean;
  readonly disabled: boolean;
  /** Health and agent checks, each of which has a descriptor reserved. */
  readonly checks: number;
  /** The server's own, else the backend's; null = the kernel chooses. */
  readonly source: HaproxySource | null;
  /** Its number where it comes of a `server-template`; null = of a `server` line. */
  readonly slot: number | null;
  /** Its line without `source` and `maxconn`, to write it anew. */
  readonly written: HaproxyServerLine;
  readonly place: Place;
}

/** `KEYWORD NAME REST`. */
export interface HaproxyServerLine {
  readonly keyword: string;
  readonly name: string;
  readonly rest: string;
  /** Servers that one line makes: more than one for a template. */
  readonly count: number;
}

/** `source ADDRESS[:LOW[-HIGH]]`. */
export interface HaproxySource {
  readonly address: string;
  /** Ports that HAProxy itself deals out, for each server anew; null = the kernel chooses. */
  readonly ports: PortRange | null;
  /** `usesrc`: connections come from the clients' addresses. */
  readonly transparent: boolean;
  /** `usesrc ...` or `interface NAME`; empty = neither. */
  readonly rest: string;
  readonly place: Place;
}
