import { BodyReader } from '../../http/bodies/body-reader.js';
import type { Framing } from '../../http/bodies/framing.js';
import type { UpstreamTrace } from '../../http/request/upstream-trace.js';
import type { Session } from '../../http/sessions/session.js';
import { abridge, type RequestContext, unabridge } from '../../log/request-context.js';
import type { Attempts } from '../asking/attempts.js';
import { upstreamUri } from '../asking/compose-request.js';
import type { Peer } from '../peers/peer.js';
import type { Asked, ProxyLocation } from '../plan/proxy-location.js';

/** Whose response it is. */
export interface Accounted {
  readonly location: ProxyLocation;
  readonly asked: Asked;
  readonly attempts: Attempts;
}

/**
 * What the books and the logs have to know of a response whose body is under way. It is the reader
 * of that body and does not have one, for that would be an object more for each of a mass of them.
 */
export abstract class RelayAccount extends BodyReader {
  protected readonly session: Session;
  protected readonly location: ProxyLocation;
  protected readonly trace: UpstreamTrace | null;
  protected abstract readonly peer: Peer;
  /** What is asked, or no more than what the error log needs of it. */
  #about: Asked | string;

  constructor(framing: Framing, { asked, location, attempts }: Accounted) {
    super(framing);
    this.session = asked.session;
    this.location = location;
    this.trace = attempts.trace;
    this.#about = asked;
  }

  /** So many bytes have come from the upstream. */
  protected received(bytes: number): void {
    this.peer.counters.receivedBytes += bytes;
    this.trace?.received(bytes);
  }

  /** Keeps a few words of the request instead of all of it. */
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
