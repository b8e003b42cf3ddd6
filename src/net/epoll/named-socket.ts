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
 * A descriptor and the 4-tuple on it. Addresses are kept as numbers where they can be, and become
 * text only when asked for. A base class and not a part: a part would be an object more for each
 * of a mass of connections.
 */
export class NamedSocket {
  /** -1: none yet, or no more. */
  fd = -1;
  protected readonly reactor: Reactor;
  #local: HostAddress = '';
  #remote: HostAddress = '';
  /** The local port in the upper half, the remote one in the lower. */
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

  /** As planned, before the kernel has it. */
  setLocal(local: Endpoint): void {
    encodeSockaddr(this.kernel.sockaddr, local.address, local.port);
    this.readLocal();
  }

  setRemote(remote: Endpoint): void {
    encodeSockaddr(this.kernel.sockaddr, remote.address, remote.port);
    this.readRemote();
  }

  /** Takes the local end from the listener, which knows it once for all. */
  inheritLocal(host: HostAddress, port: number): void {
    this.#local = host;
    this.#ports = (port << 16) | (this.#ports & 0xffff);
  }

  /** Takes the remote end from `kernel.sockaddr`. */
  readRemote(): void {
    this.#remote = decodeHost(this.kernel.sockaddr);
    this.#ports = (this.#ports & ~0xffff) | decodePort(this.kernel.sockaddr);
  }

  /** Asks the kernel for the local end: a call that most connections are never worth. */
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
