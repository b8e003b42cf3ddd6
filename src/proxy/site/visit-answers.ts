import type { LogLevel } from '../../model/nginx.js';
import { absolute } from '../http/answers/absolute-location.js';
import { answer, answerError, finalStatus } from '../http/answers/answer.js';
import { contextOf } from '../http/request/log-context.js';
import type { HttpRequest } from '../http/request/request.js';
import { DISCARD, type Exchange } from '../http/sessions/exchange.js';
import type { Session } from '../http/sessions/session.js';
import type { Carried } from '../upstream/plan/proxy-location.js';
import type { SiteLocation } from './compile-site.js';
import { contentType } from './files/content-type.js';
import { type NotSent, sendFile, type Unopened } from './files/static-file.js';

/**
 * A request in its location, and the answers that are given there. This is a base class because a
 * member object would cost one more object for every request.
 */
export abstract class VisitAnswers {
  readonly session: Session;
  readonly request: HttpRequest;
  protected location: SiteLocation;
  /** The `Location` line of a redirect, which an error page sent instead also has. */
  #locationLine = '';
  /** Field lines that an earlier answer left for the one that replaces it. */
  #carried = '';
  #carriedType: string | null = null;

  constructor(session: Session, request: HttpRequest, location: SiteLocation) {
    this.session = session;
    this.request = request;
    this.location = location;
  }

  log(level: LogLevel, message: string, upstream = ''): void {
    const { log } = this.location;
    if (!log.takes(level)) return;
    log.writeAbout(this.request.client.number, contextOf(this.request, upstream), level, message);
  }

  intercepts(status: number): boolean {
    return this.location.errorPages.has(status);
  }

  carriedTo(typed: boolean): string {
    const lines = this.#locationLine + this.#carried;
    const type = typed ? null : this.#carriedType;
    return type === null ? lines : `Content-Type: ${type}\r\n${lines}`;
  }

  protected carry({ type, fields }: Carried): void {
    this.#carried += fields;
    this.#carriedType = type ?? this.#carriedType;
  }

  protected stand(location: SiteLocation): void {
    this.location = location;
    this.request.at = location;
    this.session.terms = location.terms;
    this.session.logAt(location.accessLog, this.request);
  }

  /**
   * Redirects the client with whichever answer follows. @param to a path of this server is made
   * absolute
   */
  protected pointTo(to: string): void {
    this.#locationLine = `Location: ${absolute(to, this.request)}\r\n`;
  }

  protected say(status: number, body: string): Exchange {
    const { session, request } = this;
    const type = status === 204 ? null : this.type;
    const fields = this.#fields(finalStatus(request, status));
    answer(session, request, { status, type, body, fields });
    return DISCARD;
  }

  protected sayError(status: number): Exchange {
    this.#carried = withoutLastRanges(this.#carried);
    answerError(this.session, this.request, status, this.#fields(status));
    return DISCARD;
  }

  protected sendFile(file: string): Exchange | NotSent | Unopened {
    const { session, request } = this;
    return sendFile(session, request, file, {
      status: finalStatus(request, 200),
      type: this.type,
      etag: this.location.model.etag,
      maxRanges: this.location.model.maxRanges,
      fields: (status) => this.#fields(status),
    });
  }

  private get type(): string {
    return this.#carriedType ?? contentType(this.request.path, this.location.model);
  }

  #fields(status: number): string {
    return this.#locationLine + this.#carried + this.location.fields(this.request, status);
  }
}

/** nginx's own pages cannot be requested in parts, so the last field about ranges is removed. */
function withoutLastRanges(fields: string): string {
  if (fields === '') return '';
  const lines = fields.split('\r\n');
  const last = lines.findLastIndex((line) => /^accept-ranges:/i.test(line));
  return lines.filter((_, index) => index !== last).join('\r\n');
}
