import type { Endpoint } from '../../model/origin.js';
import type { Kernel } from './kernel.js';
import type { Reactor } from './reactor.js';
import {
  decodeHost,
  decodePort,
  encodeSockaddr,
  formatHost,
  type HostAddress,
} from './sockaddr.js';

/**
 * A descriptor and its 4-tuple. Addresses are kept as numbers where possible, and become text only
 * on request. This is a base class because a member object would cost one more object for every
 * connection.
 */
export class NamedSocket {
  /** -1: not open yet, or closed. */
  fd = -1;
  protected readonly reactor: Reactor;
  #local: HostAddress = '';
  #remote: HostAddress = '';
  /** The local port in the upper half, the remote port in the lower half. */
  #ports = 0;

  constructor(reactor: Reactor) {
    this.reactor = reactor;
  }

  get kernel(): Kernel {
    return this.reactor.kernel;
  }

  get localAddress(): string {
    if (this.#ports >>> 16 === 0) this.askLocal();
    return formatHost(this.#local);
  }

  get localPort(): number {
    if (this.#ports >>> 16 === 0) this.askLocal();
    return this.#ports >>> 16;
  }

  get remoteAddress(): string {
    return formatHost(this.#remote);
  }

  get remotePort(): number {
    return this.#ports & 0xffff;
  }

  /** Sets the planned local end, before the kernel knows it. */
  setLocal(local: Endpoint): void {
    encodeSockaddr(this.kernel.sockaddr, local.address, local.port);
    this.readLocal();
  }

  setRemote(remote: Endpoint): void {
    encodeSockaddr(this.kernel.sockaddr, remote.address, remote.port);
    this.readRemote();
  }

  /** Takes the local end from the listener, which has the same one for all connections. */
  inheritLocal(host: HostAddress, port: number): void {
    this.#local = host;
    this.#ports = (port << 16) | (this.#ports & 0xffff);
  }

  /** Takes the remote end from `kernel.sockaddr`. */
  readRemote(): void {
    this.#remote = decodeHost(this.kernel.sockaddr);
    this.#ports = (this.#ports & ~0xffff) | decodePort(this.kernel.sockaddr);
  }

  /** Asks the kernel for the local end. Most connections never need this call. */
  private askLocal(): void {
    if (this.fd < 0) return;
    this.kernel.readName(this.fd);
    this.readLocal();
  }

  private readLocal(): void {
    const { sockaddr } = this.kernel;
    this.inheritLocal(decodeHost(sockaddr), decodePort(sockaddr));
  }
}
