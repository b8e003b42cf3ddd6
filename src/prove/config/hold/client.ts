import { connect, type Socket as NodeSocket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { PortRange } from '../../../model/hop.js';
import type { Way } from '../hold-order.js';
import { Gathering, type Outcome } from './gathering.js';
import { http2Refusal, http2Request } from './http2-client.js';

/** Ports below are for services. */
const FIRST_PORT = 1500;
const LAST_PORT = 65_499;
const STRIDE = 7919;

/**
 * Addresses and ports of clients: each connection has a different address, and a port that nothing
 * else uses.
 */
export class ClientEnds {
  readonly #ports: readonly number[];
  #next = 0;

  /** @param outside ranges whose ports may not be used */
  constructor(outside: readonly PortRange[]) {
    const isFree = (port: number) => outside.every(([low, high]) => port < low || port > high);
    const usual = strided(FIRST_PORT, LAST_PORT).filter(isFree);
    // A proxy may have all other ports; a port that a client has bound is not given to a later
    // connect.
    this.#ports = usual.length > 0 ? usual : strided(1, FIRST_PORT - 1).filter(isFree);
  }

  next(ipv6: boolean): { readonly localAddress: string; readonly localPort: number } {
    const n = this.#next++;
    const localPort = this.#ports[n % this.#ports.length] ?? 0;
    if (ipv6) return { localAddress: '::1', localPort };
    const host = n + 1;
    return {
      localAddress: `127.${64 + (host >> 16)}.${(host >> 8) & 255}.${host & 255}`,
      localPort,
    };
  }
}

/** The ports of a range, in an order that spreads their first digits evenly. */
function strided(low: number, high: number): number[] {
  // The stride is a prime that divides no width, so that each port comes exactly once.
  const width = high - low + 1;
  return Array.from({ length: width }, (_, at) => low + (((at + 1) * STRIDE) % width));
}

/** Opens the connections of clients and knows which of them are held. */
export class Clients {
  readonly #ends: ClientEnds;
  readonly #pending = new Gathering();
  readonly #open = new Set<NodeSocket>();
  /** Called for a connection that was held and is now closed. */
  onLost: (client: number) => void = () => undefined;

  constructor(ends: ClientEnds) {
    this.#ends = ends;
  }

  /** A backend has received bytes from this client; if they do not say which, from the oldest. */
  arrived(client: number | null): void {
    this.#pending.settle(client ?? this.#pending.oldest(), { kind: 'held' });
  }

  /**
   * Resolves as soon as the connection is held or refused, and with `waiting` after `patienceMs`; a
   * later change is reported to `later`.
   */
  async open(
    client: number,
    way: Way,
    patienceMs: number,
    later: (outcome: Outcome) => void,
  ): Promise<Outcome> {
    const outcome = this.#pending.outcomeOf(client, patienceMs, later);
    this.#connect(client, way);
    return await outcome;
  }

  closeAll(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #connect(client: number, way: Way): void {
    const socket = this.#dial(way);
    this.#open.add(socket);
    let answer = '';
    const hello = () => socket.write(hail(way, client));
    if (way.tls) socket.once('secureConnect', hello);
    socket.once('connect', () => {
      if (way.proxyProtocol) socket.write('PROXY TCP4 192.0.2.1 192.0.2.2 4000 80\r\n');
      if (!way.tls) hello();
    });
    socket.on('data', (bytes) => {
      if (way.http2) {
        const refusal = http2Refusal(bytes);
        if (refusal) this.#refused(client, refusal, socket);
        return;
      }
      answer ||= bytes.toString('latin1').slice(0, 40);
      this.#refused(
        client,
        `answered ${/^HTTP\/\S+ (\d+)/.exec(answer)?.[1] ?? 'something'}`,
        socket,
      );
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      this.#refused(client, error.code ?? error.message, socket);
    });
    socket.once('close', () => this.#refused(client, 'closed', socket));
  }

  #refused(client: number, seen: string, socket: NodeSocket): void {
    this.#open.delete(socket);
    if (!socket.destroyed) socket.destroy();
    if (this.#pending.settle(client, { kind: 'refused', seen }) === 'was held') this.onLost(client);
  }

  #dial(way: Way): NodeSocket {
    const to =
      'path' in way.to
        ? { path: way.to.path }
        : {
            host: way.to.address,
            port: way.to.port,
            ...this.#ends.next(way.to.address.includes(':')),
          };
    if (!way.tls) return connect(to);
    const servername = way.http?.host ?? 'tidegate.test';
    return connectTls({ ...to, servername, rejectUnauthorized: false });
  }
}

function hail({ http, http2 }: Way, client: number): string | Buffer {
  const number = String(client).padStart(6, '0');
  if (!http) return `tidegate-prove ${number}\r\n`;
  // A different target each time, because a cache would otherwise pass on only one request.
  const target = `${http.path}${http.path.includes('?') ? '&' : '?'}${number}`;
  if (http2) {
    return http2Request([
      [':method', 'GET'],
      [':scheme', 'http'],
      [':path', target],
      [':authority', http.host],
      ['tidegate-prove', number],
    ]);
  }
  return `GET ${target} HTTP/1.1\r\nHost: ${http.host}\r\nTidegate-Prove: ${number}\r\n\r\n`;
}
