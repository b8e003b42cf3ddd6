import type { PortRange } from '../../model/hop.js';
import type { ProvenWay, Refusal } from '../../model/prove-config.js';

/** Where clients connect to, or a stub backend listens. */
export type Socket =
  | { readonly address: string; readonly port: number }
  | { readonly path: string };

/** How a client gets through one listener to a backend. */
export interface Way {
  readonly name: string;
  readonly to: Socket;
  readonly tls: boolean;
  /** HTTP/2 alone, as a listener without TLS speaks it. */
  readonly http2: boolean;
  /** The listener wants a PROXY protocol line first. */
  readonly proxyProtocol: boolean;
  /** null = bytes without a protocol. */
  readonly http: { readonly host: string; readonly path: string } | null;
}

/** What the process inside the namespace is to do with one configuration. */
export interface HoldOrder {
  /** The configuration under proof. */
  readonly file: string;
  /** Of the copy and all that belongs to it; removed when the process ends. */
  readonly directory: string;
  /** The copy of the configuration. */
  readonly copy: string;
  readonly language: 'nginx' | 'haproxy';
  /** Program and arguments that run the copy in the foreground. */
  readonly command: readonly string[];
  readonly nofile: { readonly soft: number | null; readonly hard: number | null };
  /** Where the proxy writes why it refused. */
  readonly errorLogs: readonly string[];
  readonly portRange: PortRange;
  readonly reserved: string;
  /** IPv4 addresses outside of 127.0.0.0/8 that lo is given. */
  readonly addresses: readonly string[];
  /** Names as /etc/hosts has them. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Names are asked for at run time: a name server has to answer. */
  readonly asksNames: boolean;
  readonly backends: readonly Socket[];
  readonly ways: readonly Way[];
  /** Source addresses of the proxy that are written; empty = the kernel chooses. */
  readonly sources: readonly string[];
  /** Ports that the configuration deals out itself. */
  readonly ownPorts: PortRange | null;
  /** Ports that no client may use. */
  readonly clientPortsOutside: readonly PortRange[];
  /** Refusals in a row after which a way is taken for full. */
  readonly tries: number;
  /** At most so many are opened. */
  readonly most: number;
  /** So many held at once are enough; null = until every way refuses. */
  readonly target: number | null;
}

export interface Held {
  readonly held: number;
  readonly firstRefusal: number | null;
  readonly ways: readonly ProvenWay[];
  readonly refused: Refusal | null;
  /** What had to be left out of the copy before the proxy took it. */
  readonly leftOut: readonly string[];
  /** The proxy's own last words where it did not start; else null. */
  readonly notStarted: readonly string[] | null;
}
