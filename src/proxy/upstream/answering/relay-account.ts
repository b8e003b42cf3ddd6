import { BodyReader } from '../../http/bodies/body-reader.js';
import type { Framing } from '../../http/bodies/framing.js';
import { abridge, unabridge } from '../../http/request/log-context.js';
import type { UpstreamTrace } from '../../http/request/upstream-trace.js';
import type { Session } from '../../http/sessions/session.js';
import type { RequestContext } from '../../log/request-context.js';
import type { Attempts } from '../asking/attempts.js';
import { upstreamUri } from '../asking/compose-request.js';
import type { Peer } from '../peers/peer.js';
import type { Asked, ProxyLocation } from '../plan/proxy-location.js';

/** The exchange whose response it is. */
export interface Accounted {
  readonly location: ProxyLocation;
  readonly asked: Asked;
  readonly attempts: Attempts;
}

/**
 * What counters and logs need to know of a response whose body is in flight. It extends the reader
 * of that body, because a member object would cost one more object for every response.
 */
export abstract class RelayAccount extends BodyReader {
  protected readonly session: Session;
  protected readonly location: ProxyLocation;
  protected readonly trace: UpstreamTrace | null;
  protected abstract readonly peer: Peer;
  /** The request, or only the words of it that the error log needs. */
  #about: Asked | string;

  constructor(framing: Framing, { asked, location, attempts }: Accounted) {
    super(framing);
    this.session = asked.session;
    this.location = location;
    this.trace = attempts.trace;
    this.#about = asked;
  }

  /** This many bytes have arrived from the upstream. */
  protected received(bytes: number): void {
    this.peer.counters.receivedBytes += bytes;
    this.trace?.received(bytes);
  }

  /** Keeps a few words of the request instead of the request itself. */
  protected letGo(): string {
    if (typeof this.#about === 'string') return this.#about;
    const { request } = this.#about;
    this.#about = abridge(request, upstreamUri(request, this.location));
    return this.#about;
  }

  protected context(): RequestContext {
    const client = this.session.connection.remoteAddress;
    const known = { client, server: this.location.serverName };
    return unabridge(this.letGo(), known, `http://${this.peer.name}`);
  }
}
