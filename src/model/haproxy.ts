import type { BindLine } from './haproxy/hop-haproxy.js';
import type { NewerKeyword, RemovedKeyword } from './haproxy/refused-keyword.js';
import type { PortRange } from './hop.js';
import type { DirectiveRef } from './nginx.js';
import type { Place } from './place.js';

/** An HAProxy configuration, as far as it affects how many connections are possible. */
export interface HaproxyConfig {
  readonly file: string;
  readonly global: HaproxyGlobal;
  /** `frontend` and `listen` sections. */
  readonly frontends: readonly HaproxyFrontend[];
  /** `backend` and `listen` sections. */
  readonly backends: readonly HaproxyBackend[];
  /** What `peers`, `log-forward` and `ring` sections listen on, which is not for clients. */
  readonly otherBinds: readonly HaproxyBind[];
  /** `stats socket` on TCP ports. */
  readonly statsBinds: readonly HaproxyBind[];
  /** `peer` lines. HAProxy reserves three descriptors for each. */
  readonly peers: readonly HaproxyPeer[];
  /** Keywords that are not modelled; the calculator warns about each. */
  readonly unknown: readonly DirectiveRef[];
  /** Conditions of `.if` and `.elif` that depend on something unknown, and how they were evaluated. */
  readonly unsure: readonly UnsureCondition[];
  /** Environment variables that a figure depends on and that are not set, once for each use. */
  readonly unset: readonly DirectiveRef[];
  /** Keywords that newer versions refuse. */
  readonly removed: readonly RemovedKeyword[];
  /** Keywords that older versions refuse. */
  readonly newer: readonly NewerKeyword[];
  /** Checks without a port, with which HAProxy does not start. */
  readonly refusedChecks: readonly RefusedCheck[];
  /** `port` and `agent-port` on lines of servers, for each of which a descriptor is reserved. */
  readonly checkPorts: number;
  /** The file begins with a byte order mark, which HAProxy refuses; null = it does not. */
  readonly byteOrderMark: Place | null;
  /** The last line has no line feed; null = it has. */
  readonly openEnd: OpenEnd | null;
}

export interface OpenEnd {
  /** The beginning of the last line. */
  readonly place: Place;
  /** Whether this HAProxy refuses it, as versions from 2.3 on do; true if the version is unknown. */
  readonly isRefused: boolean;
}

export interface UnsureCondition extends DirectiveRef {
  readonly isMet: boolean;
}

/** A check that keeps HAProxy from starting, and the mend. */
export interface RefusedCheck {
  readonly message: string;
  readonly fix: string;
  readonly place: Place;
}

/** The `global` section: one process, any number of threads; null = not written. */
export interface HaproxyGlobal {
  /** Connections that are accepted at one time; null = as many as the descriptors allow. */
  readonly maxconn: number | null;
  /** It depends on a variable that is not set. */
  readonly maxconnUnknown: boolean;
  /** null = one for each core. */
  readonly nbthread: number | null;
  /** Processes; null = one. */
  readonly nbproc: number | null;
  /** `ulimit-n`; null = as many as maxconn needs, up to the hard limit. */
  readonly ulimitN: number | null;
  readonly fdHardLimit: number | null;
  readonly maxpipes: number | null;
  /** False with `no strict-limits`. */
  readonly strictLimits: boolean;
  readonly statsSockets: number;
  /** `stats maxconn`: connections to the stats sockets. */
  readonly statsMaxconn: number | null;
  /** `localpeer`: which of the peers is this process. */
  readonly localPeer: string | null;
  /** The line of `maxconn`, otherwise of `ulimit-n`, otherwise of the section. */
  readonly place: Place | null;
}

export interface HaproxyFrontend {
  readonly name: string;
  readonly section: 'frontend' | 'listen';
  readonly mode: 'http' | 'tcp';
  /** null = the value of the process. */
  readonly maxconn: number | null;
  /** `backlog`; null = not written. */
  readonly backlog: number | null;
  readonly bindLines: readonly BindLine[];
  readonly binds: readonly HaproxyBind[];
  /** Listening sockets that are not TCP ports, or whose port is unknown. */
  readonly otherBinds: number;
  /** The unix sockets among them, by path or abstract name. */
  readonly unixEnds: readonly string[];
  /** Whether an `option splice-*` applies to it. */
  readonly splices: boolean;
  /** Backends by name: `use_backend` in order, `default_backend` last; a `listen` names itself. */
  readonly backends: readonly NamedBackend[];
  /** Its rules answer or refuse everything, so it passes nothing on. */
  readonly answersAll: boolean;
  /** Rules, or options of `bind`, set the address that the client is taken to have connected to. */
  readonly setsDestination?: true;
  readonly place: Place;
}

export interface NamedBackend {
  readonly name: string;
  /** Whether connections can be passed to it. */
  readonly reached: boolean;
  readonly place: Place;
}

/** One listening socket; a range of ports is several. */
export interface HaproxyBind {
  /** `*` for every address. */
  readonly address: string;
  /** Family of `*`: `:80` is only IPv4, `:::80 v6only` only IPv6; absent = both. */
  readonly family?: 'v4' | 'v6';
  readonly port: number;
  /** `dgram-bind`: the socket is UDP. */
  readonly isDatagram?: true;
  readonly place: Place;
}

export interface HaproxyPeer {
  readonly name: string;
  readonly address: string;
  /** null = its port comes from `bind`, or from a variable that is not set. */
  readonly port: number | null;
  readonly place: Place;
}

export interface HaproxyBackend {
  readonly name: string;
  readonly section: 'backend' | 'listen';
  readonly mode: 'http' | 'tcp';
  readonly servers: readonly HaproxyServer[];
  /** The first word of `balance`. */
  readonly balance: string;
  /** `balance first`, and a connection that fails is not tried on another server. */
  readonly fillsInOrder: boolean;
  /** `option allbackups`: backups serve together. */
  readonly allBackups: boolean;
  /** The names of `use-server`, which may be made at run time. */
  readonly useServers: ReadonlySet<string>;
  /** The last of them always applies, so the balancing is not used. */
  readonly isLed: boolean;
  /** A cookie or a stick table leads clients to their server. */
  readonly persists: boolean;
  /** Its rules answer or refuse everything, so no server gets a connection. */
  readonly answersAll: boolean;
  readonly splices: boolean;
  /** `fullconn`; null = not written. */
  readonly fullconn: number | null;
  /** Rules, or options of `bind`, set the address that the client is taken to have connected to. */
  readonly setsDestination?: true;
  readonly place: Place;
}

export interface HaproxyServer {
  readonly name: string;
  readonly host: string;
  /** null = the port that the client connected to, or one from DNS. */
  readonly port: number | null;
  /** If `port` is null: its distance to the port that the client connected to, as in `+1000`. */
  readonly portOffset: number;
  /** Connections at one time; further ones are queued. Null = no limit. */
  readonly maxconn: number | null;
  readonly weight: number;
  readonly backup: boolean;
  readonly disabled: boolean;
  /** Health and agent checks, for each of which a descriptor is reserved. */
  readonly checks: number;
  /** The server's own, otherwise the backend's; null = the kernel chooses. */
  readonly source: HaproxySource | null;
  /** Its number if it comes from a `server-template`; null = from a `server` line. */
  readonly slot: number | null;
  /** Its line without `source` and `maxconn`, for writing it again. */
  readonly written: HaproxyServerLine;
  readonly place: Place;
}

/** `KEYWORD NAME REST`. */
export interface HaproxyServerLine {
  readonly keyword: string;
  readonly name: string;
  readonly rest: string;
  /** How many servers the line defines: more than one for a template. */
  readonly count: number;
}

/** `source ADDRESS[:LOW[-HIGH]]`. */
export interface HaproxySource {
  readonly address: string;
  /** Ports that HAProxy itself assigns, separately for each server; null = the kernel chooses. */
  readonly ports: PortRange | null;
  /** `usesrc`: connections come from the clients' addresses. */
  readonly transparent: boolean;
  /** `usesrc ...` or `interface NAME`; empty = neither. */
  readonly rest: string;
  readonly place: Place;
}
