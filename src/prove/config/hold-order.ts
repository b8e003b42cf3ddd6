import type { PortRange } from '../../model/hop.js';
import type { ProvenWay, Refusal } from '../../model/prove-config.js';

/** Where clients connect to, or a stub backend listens. */
export type Socket =
  | { readonly address: string; readonly port: number }
  | { readonly path: string };

/** How a client reaches a backend through one listener. */
export interface Way {
  readonly name: string;
  readonly to: Socket;
  readonly tls: boolean;
  /** Only HTTP/2, for a listener without TLS. */
  readonly http2: boolean;
  /** The listener expects a PROXY protocol line first. */
  readonly proxyProtocol: boolean;
  /** null = plain bytes. */
  readonly http: { readonly host: string; readonly path: string } | null;
}

/** What the process inside the namespace does with one configuration. */
export interface HoldOrder {
  /** The configuration under proof. */
  readonly file: string;
  /** The directory of the copy and its files; removed when the process ends. */
  readonly directory: string;
  /** The copy of the configuration. */
  readonly copy: string;
  readonly language: 'nginx' | 'haproxy';
  /** Program and arguments that run the copy in the foreground. */
  readonly command: readonly string[];
  readonly nofile: { readonly soft: number | null; readonly hard: number | null };
  /** Where the proxy logs why it refused. */
  readonly errorLogs: readonly string[];
  readonly portRange: PortRange;
  readonly reserved: string;
  /** IPv4 addresses outside of 127.0.0.0/8 to add to lo. */
  readonly addresses: readonly string[];
  /** Names for /etc/hosts. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Names are resolved at run time, so a name server has to answer. */
  readonly asksNames: boolean;
  readonly backends: readonly Socket[];
  readonly ways: readonly Way[];
  /** The proxy's source addresses in the configuration; empty = the kernel chooses. */
  readonly sources: readonly string[];
  /** Ports that the configuration itself assigns. */
  readonly ownPorts: PortRange | null;
  /** Ports that no client may use. */
  readonly clientPortsOutside: readonly PortRange[];
  /** Refusals in a row after which a way counts as full. */
  readonly tries: number;
  /** Most connections that are opened. */
  readonly most: number;
  /** Enough when this many are held at once; null = until every way refuses. */
  readonly target: number | null;
}

export interface Held {
  readonly held: number;
  readonly firstRefusal: number | null;
  readonly ways: readonly ProvenWay[];
  readonly refused: Refusal | null;
  /** What had to be left out of the copy before the proxy accepted it. */
  readonly leftOut: readonly string[];
  /** The proxy's last output if it did not start; otherwise null. */
  readonly notStarted: readonly string[] | null;
}
