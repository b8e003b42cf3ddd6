import type { Engine } from '../../model/engine.js';
import type { TlsSettings } from '../../model/origin.js';
import type { Connection, ConnectOptions, Listener, ListenOptions, Loop } from '../loop.js';
import { type TlsClient, TlsConnection } from './tls-connection.js';
import { secureContext, sniOf } from './tls-settings.js';

/**
 * A loop whose outgoing connections speak TLS over those of another loop, of either engine. Its
 * callers do not see the difference.
 */
export class TlsLoop implements Loop {
  readonly #inner: Loop;
  readonly #client: TlsClient;

  constructor(inner: Loop, settings: TlsSettings) {
    this.#inner = inner;
    this.#client = {
      negotiated: null,
      options: {
        secureContext: secureContext(settings),
        rejectUnauthorized: !settings.insecure,
        host: settings.serverName,
        servername: sniOf(settings),
        ALPNProtocols: ['http/1.1'],
      },
    };
  }

  get engine(): Engine {
    return this.#inner.engine;
  }

  get bindsLate(): boolean {
    return this.#inner.bindsLate;
  }

  get size(): number {
    return this.#inner.size;
  }

  /** Null until a connection is open. */
  get negotiated(): TlsClient['negotiated'] {
    return this.#client.negotiated;
  }

  /** Listens as the loop below does, without TLS. */
  listen(options: ListenOptions): Promise<Listener> {
    return this.#inner.listen(options);
  }

  connect(options: ConnectOptions): Connection {
    return new TlsConnection(this.#inner, this.#client, options);
  }

  settle(): void {
    this.#inner.settle();
  }

  close(): void {
    this.#inner.close();
  }
}
