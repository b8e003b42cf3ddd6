import type { Engine } from '../model/engine.js';
import type { Endpoint } from '../model/origin.js';

/**
 * The sockets of Tidegate: one interface, two engines (`epoll/`, `node/`), one contract test.
 *
 * Everything above this file speaks in connections and handlers; nothing above it knows a
 * descriptor, an errno or a Node socket.
 */

/** How the local end of an outgoing connection is chosen. See docs: capacity, "how Linux picks a port". */
export type Bind =
  /** The kernel chooses the port when it knows the whole 4-tuple. Without an address: plain connect(). */
  | { readonly mode: 'late'; readonly address?: string }
  /** bind(address, port 0), then connect(): one port per source address, shared by all destinations. */
  | { readonly mode: 'early'; readonly address: string }
  /** bind(address, port) with SO_REUSEADDR: the caller owns the 4-tuple plan. */
  | { readonly mode: 'explicit'; readonly address: string; readonly port: number }
  /**
   * bind(address, port) as it stands: the port is for one connection at a time, whereto ever, and
   * for none while the last one is in TIME_WAIT. The node engine binds as with `explicit`.
   */
  | { readonly mode: 'sole'; readonly address: string; readonly port: number };

/**
 * Why a connection is over; reported exactly once, to `onClose`.
 * - `fin`: both directions ended in order (ours and the peer's FIN).
 * - `rst`: the peer reset it, or the kernel did in the peer's name.
 * - `timeout`: connect() was not answered in time.
 * - `refused`: the destination answered connect() with RST.
 * - `no-port`: the local address had no port left for this 4-tuple (EADDRNOTAVAIL, EADDRINUSE).
 * - `no-address`: bind() refused the local address: not of this host, or not of the destination's family.
 * - `no-descriptor`: the process or the host is out of descriptors (EMFILE, ENFILE).
 * - `unreachable`: no route, or the network said so.
 * - `tls`: connected, but the TLS handshake failed (`tls/`).
 * - `local`: this side called `close()` or `reset()`.
 */
export type CloseReason =
  | 'fin'
  | 'rst'
  | 'timeout'
  | 'refused'
  | 'no-port'
  | 'no-address'
  | 'no-descriptor'
  | 'unreachable'
  | 'tls'
  | 'local';

/**
 * What happens on a connection. Handlers are shared objects with methods, so that a held
 * connection costs no closures; per-connection state hangs on `connection.owner`.
 * No handler method is ever called from inside a call into the Loop or the Connection by the
 * same owner (no re-entrance): events come from the loop's own turn.
 */
export interface ConnectionHandler {
  /** Connected (outgoing) or accepted (incoming). */
  onOpen(connection: Connection): void;
  /**
   * Bytes arrived: `bytes[0..length)`. The buffer is the engine's and is overwritten after the
   * call returns: copy what must live longer.
   */
  onData(connection: Connection, bytes: Buffer, length: number): void;
  /**
   * All that had to be kept has gone to the kernel; not after `end`. Always comes after a `write`
   * that returned false, and may come after one that returned true (see there).
   */
  onDrain(connection: Connection): void;
  /** The peer sent FIN: no more data will come; this side may still write. */
  onEnd(connection: Connection): void;
  /** It is over, exactly once, whatever happened before; also for a connect that never succeeded. */
  onClose(connection: Connection, reason: CloseReason): void;
}

/** Hears of bytes that have gone from one connection to another without being read. */
export interface SpliceListener {
  /** As after `onData` and a `write` of `count` bytes to the other one: it may be `blocked` now. */
  onSpliced(from: Connection, count: number): void;
}

export interface Connection {
  /** Replace to hand the connection to another owner (a pooled upstream connection, a tunnel). */
  handler: ConnectionHandler;
  /** The caller's own state. */
  owner: unknown;
  readonly state: 'connecting' | 'open' | 'closed';
  /**
   * Bytes accepted by `write` that the kernel has not taken. To ask hands on what is gathered, for
   * an exact answer; where that is too dear, ask `blocked`.
   */
  readonly pendingBytes: number;
  /** The kernel has not taken all that it was handed. */
  readonly blocked: boolean;
  /** The peer has sent FIN. */
  readonly ended: boolean;
  /** Over TLS: the FIN came without a close_notify, so that what it ends may have been cut. */
  readonly truncated?: boolean;
  /** Over TLS: what the handshake failed on, in words; null = it has not failed. */
  readonly failure?: string | null;
  /**
   * Known from `onOpen` on, and for an explicit bind before. After the end only where it was
   * asked for while the connection was open.
   */
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;

  /**
   * Sends `bytes[start..end)`; what the kernel does not take at once is copied and sent later.
   * Returns false when anything had to be kept: then wait for `onDrain`. A no-op once closed.
   * What is short is gathered and sent when the events at hand are handled. This
   * returns true then; if the kernel does not take all of it, `blocked` says so and `onDrain` follows.
   */
  write(bytes: Uint8Array, start?: number, end?: number): boolean;
  /** The same of text (latin1), with `bytes[start..end)` behind it, as one piece where they fit. */
  writeText(text: string, bytes?: Uint8Array, start?: number, end?: number): boolean;
  /** Sends FIN after all pending bytes. Reading goes on. */
  end(): void;
  /**
   * Stops reading; the kernel's window then holds the peer back. Data and FIN wait for `resume`; an
   * RST ends the connection at once with the epoll engine, and is noticed at `resume` with node.
   */
  pause(): void;
  resume(): void;
  /**
   * Of what comes next, up to `bytes` may go on to `to` without passing through this process:
   * `listener` hears of what did, `onData` of what did not. Offered from within `onData`, whenever it
   * is so; the epoll engine takes it up where much comes (splice(2)), for as long as it pays. What
   * `to` does not take at once is kept, as with `write`.
   */
  splice(to: Connection, bytes: number, listener: SpliceListener): void;
  /** Closes at once in order (pending bytes of ours are dropped); `onClose(…, 'local')` follows. */
  close(): void;
  /** Closes with RST (SO_LINGER 0); `onClose(…, 'local')` follows. */
  reset(): void;
}

export interface ConnectOptions {
  readonly to: Endpoint;
  /** Default: late, any source. */
  readonly bind?: Bind;
  readonly handler: ConnectionHandler;
  readonly owner?: unknown;
  /** Milliseconds until an unanswered connect ends with `timeout`. Default: the kernel's patience. */
  readonly timeoutMs?: number;
}

export interface ListenOptions {
  /** Where to listen; or `fd`, a listening descriptor inherited from the parent process. */
  readonly on: Endpoint | { readonly fd: number };
  /** On an IPv6 address: takes no IPv4 clients, who would come as mapped addresses. Default false. */
  readonly ipv6Only?: boolean;
  /** Length of the accept queue. Default 4096; the kernel cuts it down to net.core.somaxconn. */
  readonly backlog?: number;
  /**
   * Starts paused: for a parent that opens the listener only for its workers to inherit.
   * (With the node engine such a socket is bound and not yet listening: the first worker's is.)
   */
  readonly paused?: boolean;
  /** Called for each accepted connection before `onOpen`; returns who owns it. */
  readonly accept: (connection: Connection) => ConnectionHandler;
  /**
   * accept() failed for want of descriptors. Close what can be spared; where nothing is, the listener
   * pauses itself briefly and goes on.
   */
  readonly onExhausted?: (reason: 'no-descriptor') => void;
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  /** The listening descriptor, to be inherited by worker processes. */
  readonly fd: number;
  /**
   * Stop taking connections (a full worker); they wait in the accept queue or go to a sibling.
   * (The node engine cannot stop taking them: it holds them unread until `resume`.)
   */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface Loop {
  readonly engine: Engine;
  /** Whether `late` with a source address is truly late here; the node engine binds early instead. */
  readonly bindsLate: boolean;
  /** Open and connecting connections. */
  readonly size: number;
  /**
   * Starts to listen. Throws `TidegateError` (LISTEN_IN_USE, LISTEN_DENIED, LISTEN_FAILED) that
   * names the address. Async because Node's own listen is.
   */
  listen(options: ListenOptions): Promise<Listener>;
  /** Starts to connect. Never throws for a network reason: those arrive at `onClose`, later. */
  connect(options: ConnectOptions): Connection;
  /** Does at once what else waits until the events at hand are handled: writes, closes, connects. */
  settle(): void;
  /**
   * Resets every connection, closes every listener and releases the loop's own descriptors.
   * After it `listen` throws, and a `connect` ends with `local`.
   */
  close(): void;
}

/** Wakes once, when it is asked to; it keeps no process alive by itself. */
export interface PreciseTimer {
  /** Called when the time has come, in a turn of its own. */
  onTime: () => void;
  /** Asks for `ms` from now, a fraction too, instead of what was asked for before. */
  wakeIn(ms: number): void;
  /** It is not asked for any more. */
  close(): void;
}
