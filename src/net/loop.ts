import type { Engine } from '../model/engine.js';
import type { Endpoint } from '../model/origin.js';

/**
 * The sockets of Tidegate: one interface, two engines (`epoll/`, `node/`), one contract test.
 *
 * Code above this file uses connections and handlers only. It knows no descriptor, no errno and no
 * Node socket.
 */

/**
 * How the local end of an outgoing connection is chosen. See docs/ports.md, "How Linux chooses a
 * source port".
 */
export type Bind =
  /** The kernel chooses the port when it knows the whole 4-tuple. Without an address: plain connect(). */
  | { readonly mode: 'late'; readonly address?: string }
  /** bind(address, port 0), then connect(): one port per source address, shared by all destinations. */
  | { readonly mode: 'early'; readonly address: string }
  /** bind(address, port) with SO_REUSEADDR: the caller owns the 4-tuple plan. */
  | { readonly mode: 'explicit'; readonly address: string; readonly port: number }
  /**
   * bind(address, port) without options: the port serves one connection at a time, whatever its
   * destination, and none while the last one is in TIME_WAIT. The node engine binds as with
   * `explicit`.
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
 * What happens on a connection. Handlers are shared objects with methods, so that a held connection
 * costs no closures; the state of each connection is in `connection.owner`. A handler method is
 * never called from inside a call into the Loop or the Connection by the same owner (no
 * re-entrance): events come in the loop's own turn.
 */
export interface ConnectionHandler {
  /** Connected (outgoing) or accepted (incoming). */
  onOpen(connection: Connection): void;
  /**
   * Bytes arrived: `bytes[0..length)`. The buffer belongs to the engine and is overwritten after
   * the call returns; copy what has to live longer.
   */
  onData(connection: Connection, bytes: Buffer, length: number): void;
  /**
   * All kept bytes have gone to the kernel. Not called after `end`. Always follows a `write` that
   * returned false, and may follow one that returned true (see there).
   */
  onDrain(connection: Connection): void;
  /** The peer sent FIN: no more data will come; this side may still write. */
  onEnd(connection: Connection): void;
  /**
   * The connection is over. Called exactly once, whatever happened before, also for a connect that
   * never succeeded.
   */
  onClose(connection: Connection, reason: CloseReason): void;
}

/** Is told which bytes have gone from one connection to another without being read. */
export interface SpliceListener {
  /**
   * As after `onData` and a `write` of `count` bytes to the other connection, which may be
   * `blocked` now.
   */
  onSpliced(from: Connection, count: number): void;
}

export interface Connection {
  /** Replace it to hand the connection to another owner (a pooled upstream connection, a tunnel). */
  handler: ConnectionHandler;
  /** State that belongs to the caller. */
  owner: unknown;
  readonly state: 'connecting' | 'open' | 'closed';
  /**
   * Bytes accepted by `write` that the kernel has not taken. Reading it sends what is gathered, for
   * an exact answer; where that costs too much, read `blocked`.
   */
  readonly pendingBytes: number;
  /** The kernel has not taken all the bytes that it was given. */
  readonly blocked: boolean;
  /** The peer has sent FIN. */
  readonly ended: boolean;
  /** Over TLS: the FIN came without a close_notify, so the data before it may have been cut. */
  readonly truncated?: boolean;
  /** Over TLS: why the handshake failed, in words; null = it has not failed. */
  readonly failure?: string | null;
  /**
   * Known from `onOpen` on, and for an explicit bind before. After the end it is known only if it
   * was read while the connection was open.
   */
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;

  /**
   * Sends `bytes[start..end)`; bytes that the kernel does not take at once are copied and sent
   * later. Returns false when any bytes had to be kept: then wait for `onDrain`. Does nothing once
   * closed. A short write is gathered, and sent when the events at hand are handled. It returns
   * true; if the kernel then does not take all of it, `blocked` says so and `onDrain` follows.
   */
  write(bytes: Uint8Array, start?: number, end?: number): boolean;
  /** The same for text (latin1), followed by `bytes[start..end)`, as one piece where they fit. */
  writeText(text: string, bytes?: Uint8Array, start?: number, end?: number): boolean;
  /** Sends FIN after all pending bytes. Reading goes on. */
  end(): void;
  /**
   * Stops reading; the kernel's receive window then holds the peer back. Data and FIN wait for
   * `resume`. With the epoll engine an RST ends the connection at once; with node it is noticed at
   * `resume`.
   */
  pause(): void;
  resume(): void;
  /**
   * Up to `bytes` of what arrives next may go to `to` without passing through this process.
   * `listener` is told of the bytes that did, `onData` gets those that did not. Make the offer
   * inside `onData`. The epoll engine uses it where much arrives (splice(2)), for as long as that
   * saves work. Bytes that `to` does not take at once are kept, as with `write`.
   */
  splice(to: Connection, bytes: number, listener: SpliceListener): void;
  /** Closes at once, in order (pending bytes of this side are dropped); `onClose(…, 'local')` follows. */
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
  /**
   * On an IPv6 address: refuses IPv4 clients, which would arrive with mapped addresses. Default
   * false.
   */
  readonly ipv6Only?: boolean;
  /** Length of the accept queue. Default 4096; the kernel lowers it to net.core.somaxconn. */
  readonly backlog?: number;
  /**
   * Starts paused: for a parent that opens the listener only for its workers to inherit. (With the
   * node engine such a socket is bound but not listening; the first worker listens.)
   */
  readonly paused?: boolean;
  /** Called for each accepted connection before `onOpen`; returns its owner. */
  readonly accept: (connection: Connection) => ConnectionHandler;
  /**
   * accept() failed because no descriptor is left. Close what can be spared. If nothing is closed,
   * the listener pauses briefly and goes on.
   */
  readonly onExhausted?: (reason: 'no-descriptor') => void;
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  /** The listening descriptor, which worker processes can inherit. */
  readonly fd: number;
  /**
   * Stops taking connections (a full worker); they wait in the accept queue or go to a sibling.
   * (The node engine cannot stop accepting: it holds them unread until `resume`.)
   */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface Loop {
  readonly engine: Engine;
  /** Whether `late` with a source address really binds late here; the node engine binds early instead. */
  readonly bindsLate: boolean;
  /** Open and connecting connections. */
  readonly size: number;
  /**
   * Starts to listen. Throws `TidegateError` (LISTEN_IN_USE, LISTEN_DENIED, LISTEN_FAILED) that
   * names the address. Async because Node's own listen is.
   */
  listen(options: ListenOptions): Promise<Listener>;
  /** Starts to connect. Never throws for a network reason; those arrive later at `onClose`. */
  connect(options: ConnectOptions): Connection;
  /**
   * Does at once the work that otherwise waits until the events at hand are handled: writes,
   * closes, connects.
   */
  settle(): void;
  /**
   * Resets every connection, closes every listener and releases the loop's own descriptors. After
   * that `listen` throws, and a `connect` ends with `local`.
   */
  close(): void;
}

/** Wakes once when it is asked to. It keeps no process alive by itself. */
export interface PreciseTimer {
  /** Called when the time has come, in a turn of its own. */
  onTime: () => void;
  /** Asks to be woken `ms` from now (may be a fraction), instead of the time asked for before. */
  wakeIn(ms: number): void;
  /** No longer needed. */
  close(): void;
}
