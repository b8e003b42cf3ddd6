import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { Endpoint } from '../../../src/model/origin.js';

const file = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

/** Made for `target.test`, 127.0.0.1 and ::1, signed by itself, until the year 2126. */
export const CERTIFICATE_FILE = file('certificate.pem');
export const CERTIFICATE = readFileSync(CERTIFICATE_FILE, 'utf8');
export const NAME = 'target.test';

/** What a server does with a connection; `raw` carries what is encrypted. */
export type Serve = (secure: TLSSocket, raw: Socket) => void;

/** A TLS server whose connections can be handled below the encryption as well as above it. */
export class TlsServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(serve: Serve) {
    const secureContext = createSecureContext({
      key: readFileSync(file('key.pem')),
      cert: CERTIFICATE,
    });
    this.#server = createServer({ allowHalfOpen: true }, (raw) => {
      this.#sockets.add(raw);
      const secure = new TLSSocket(raw, { isServer: true, secureContext });
      raw.on('error', () => undefined);
      raw.on('close', () => this.#sockets.delete(raw));
      secure.on('error', () => raw.destroy());
      serve(secure, raw);
    });
  }

  async listen(address: string): Promise<Endpoint> {
    await new Promise<void>((resolve) => this.#server.listen(0, address, resolve));
    return { address, port: (this.#server.address() as AddressInfo).port };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
