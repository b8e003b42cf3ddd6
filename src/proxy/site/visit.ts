import { CLOSING_STATUS } from '../http/answers/answer.js';
import { sayContinue } from '../http/answers/sent-continue.js';
import { escapePath } from '../http/heads/uri.js';
import type { HttpRequest } from '../http/request/request.js';
import { DISCARD, type Exchange } from '../http/sessions/exchange.js';
import type { Session } from '../http/sessions/session.js';
import { quoted } from '../log/escape.js';
import { systemErrorNamed } from '../log/system-error.js';
import type { StatusSource } from '../status/api.js';
import { serveApi } from '../status/serve-api.js';
import { ProxyExchange } from '../upstream/answering/proxy-exchange.js';
import { RequestBody } from '../upstream/asking/request-body.js';
import type {
  Asked,
  Carried,
  ProxyContext,
  ProxyLocation,
} from '../upstream/plan/proxy-location.js';
import { accelUri } from './accel-uri.js';
import type { SiteServer } from './compile-site.js';
import type { CompiledErrorPage } from './error-pages.js';
import { findContent, type None, noFile } from './files/static-content.js';
import { type CompiledReturn, isRedirect } from './return.js';
import { VisitAnswers } from './visit-answers.js';

/** nginx allows this many changes of the URI before it reports a cycle. */
const MAX_URI_CHANGES = 10;

/** nginx's own statuses: the connection closes without an answer. */
const UNANSWERED: ReadonlySet<number> = new Set([444, 499]);

/** What all visits of a process share. */
export interface SiteContext extends ProxyContext {
  readonly status: StatusSource;
}

/** The way of one request through its server: from location to location, until something answers. */
export class Visit extends VisitAnswers implements Asked {
  readonly #context: SiteContext;
  readonly #server: SiteServer;
  #changesLeft = MAX_URI_CHANGES;
  /** An error page is being sent: an error in it gets no error page, unless that may recur. */
  #failing = false;
  #bodyRefused = false;
  #body: RequestBody | null = null;

  constructor(context: SiteContext, session: Session, request: HttpRequest, server: SiteServer) {
    super(session, request, server.otherwise);
    this.#context = context;
    this.#server = server;
  }

  /** Begins with the server's own steps, then the location. */
  begin(): Exchange {
    this.stand(this.#server.otherwise);
    const rewritten = this.#server.rewrite(this.request);
    return typeof rewritten === 'string' ? this.#locate() : this.#return(rewritten);
  }

  /** Answers with a status, using the error page that the location has for it. */
  fail(status: number, fields = ''): Exchange {
    const { session, request } = this;
    this.carry({ type: null, fields });
    if (UNANSWERED.has(status)) {
      request.answer.status = status;
      session.close();
      return DISCARD;
    }
    request.errorStatus = status;
    if (CLOSING_STATUS.has(status)) session.closeAfterResponse();
    const page =
      this.#failing || this.#changesLeft < 0 ? undefined : this.location.errorPages.get(status);
    if (page === undefined) {
      request.awaitsContinue = false;
      return this.sayError(status);
    }
    this.#failing = !this.location.model.recursiveErrorPages;
    return this.#showErrorPage(page);
  }

  redirect(to: string, carried: Carried): Exchange {
    const { request } = this;
    this.carry(carried);
    if (to.startsWith('@')) return this.#enterNamed(to);
    const uri = accelUri(to);
    if (uri === null) {
      this.log('error', `unsafe URI ${quoted(to)} was detected`);
      return this.fail(404);
    }
    if (request.method !== 'HEAD') request.method = 'GET';
    return this.#redirect(uri.path, uri.args);
  }

  #showErrorPage({ as, uri }: CompiledErrorPage): Exchange {
    const { request } = this;
    if (as !== null) request.errorStatus = as;
    // The client gets the refusal instead; a page that replaces a whole answer counts as one, as in
    // nginx.
    if (as !== 0 && as !== 200) request.awaitsContinue = false;
    const to = uri(request);
    if (to.startsWith('/')) {
      if (request.method !== 'HEAD') request.method = 'GET';
      return this.#redirectTo(to);
    }
    if (to.startsWith('@')) return this.#enterNamed(to);
    const status = as !== null && isRedirect(as) ? as : 302;
    request.errorStatus = status;
    this.pointTo(to);
    return this.sayError(status);
  }

  #locate(): Exchange {
    const { request } = this;
    const found = this.#server.locations.find(request);
    this.stand(found?.location ?? this.#server.otherwise);
    const { model } = this.location;
    if (model.internal && !request.internal) return this.fail(404);
    const { framing } = request;
    if (framing.kind === 'length' && isMore(framing.bytes, model.clientMaxBodyBytes)) {
      // Refused once: the location of the error page does not check again.
      if (!this.#bodyRefused) {
        this.#bodyRefused = true;
        request.awaitsContinue = false;
        this.log('error', `client intended to send too large body: ${framing.bytes} bytes`);
        return this.fail(413);
      }
    }
    if (found === null) return this.#content();
    return found.wantsSlash ? this.#move(`${request.path}/`) : this.#enter();
  }

  #enter(): Exchange {
    const rewritten = this.location.rewrite(this.request);
    if (typeof rewritten !== 'string') return this.#return(rewritten);
    return rewritten === 'inside-if' ? this.#answer() : this.#content();
  }

  #enterNamed(name: string): Exchange {
    if (this.#changesLeft-- <= 0)
      return this.#cycle(`while redirect to named location ${quoted(name)}`);
    const location = this.#server.locations.named(name);
    if (location === null) {
      this.log('error', `could not find named location ${quoted(name)}`);
      return this.fail(500);
    }
    this.request.internal = true;
    this.stand(location);
    return this.#enter();
  }

  /** @param to path, with arguments behind a question mark */
  #redirectTo(to: string): Exchange {
    const query = to.indexOf('?');
    return query < 0
      ? this.#redirect(to, '')
      : this.#redirect(to.slice(0, query), to.slice(query + 1));
  }

  /** An internal redirect. */
  #redirect(path: string, args: string): Exchange {
    const { request } = this;
    if (this.#changesLeft-- <= 0)
      return this.#cycle(`while internally redirecting to ${quoted(path)}`);
    request.path = path;
    request.args = args;
    request.internal = request.redirected = true;
    return this.begin();
  }

  #cycle(where: string): Exchange {
    this.log('error', `rewrite or internal redirection cycle ${where}`);
    return this.fail(500);
  }

  #content(): Exchange {
    const { tryFiles } = this.location;
    if (tryFiles === null) return this.#answer();
    const found = tryFiles(this.request);
    if (typeof found === 'number') return this.fail(found);
    if (found.kind === 'named') return this.#enterNamed(found.name);
    if (found.kind === 'uri') return this.#redirectTo(found.path);
    this.request.path = found.path;
    return this.#answer();
  }

  #answer(): Exchange {
    const { proxy, model } = this.location;
    if (model.api) {
      return serveApi(this.session, this.request, model.pattern, this.#context.status);
    }
    return proxy === null ? this.#serveFile() : this.#pass(proxy);
  }

  #pass(proxy: ProxyLocation): Exchange {
    const { request } = this;
    const target = proxy.plan.target(request);
    // nginx notices an unknown host only when the body has arrived.
    if (target.kind === 'target' || target.status === 502) sayContinue(this.session, request);
    if (target.kind === 'none') {
      this.log('error', target.words);
      return this.fail(target.status);
    }
    this.#body = new RequestBody(request, proxy.plan, proxy.maxBodyBytes, this.#body);
    // Part of the body went to another server, and it cannot be sent again from its beginning.
    if (!this.#body.resendable) return this.fail(500);
    const exchange = new ProxyExchange(this.#context, this, proxy, target, this.#body);
    exchange.start();
    return exchange;
  }

  #return({ status, text, redirects }: CompiledReturn): Exchange {
    const { request } = this;
    if (status >= 400 && text === null) return this.fail(status);
    sayContinue(this.session, request);
    if (redirects) {
      this.pointTo(text === null ? '' : text(request));
      return this.fail(status);
    }
    return this.say(status, text === null ? '' : text(request));
  }

  /** Redirects the client to a decoded path of this server, with the arguments. */
  #move(path: string): Exchange {
    const { request } = this;
    this.pointTo(`${escapePath(path)}${withMark(request.args)}`);
    return this.fail(301);
  }

  #serveFile(): Exchange {
    const { request } = this;
    const found = findContent(this.location, request);
    switch (found.kind) {
      case 'file':
        return this.#sendFile(found.file);
      case 'index':
        return this.#redirect(found.path, request.args);
      case 'slash':
        return this.#move(`${request.path}/`);
      case 'none':
        return this.#haveNone(found);
    }
  }

  #sendFile(file: string): Exchange {
    let sent = this.sendFile(file);
    if (sent === 'no-descriptor' && this.#context.slots.freeDescriptors()) {
      sent = this.sendFile(file);
    }
    if (sent === 'forbidden') return this.#haveNone(noFile(file, this.location, false));
    if (sent === 'no-descriptor') {
      this.log('crit', `open() "${file}" failed (${systemErrorNamed('EMFILE')})`);
      return this.fail(500);
    }
    return 'status' in sent ? this.fail(sent.status, sent.fields) : sent;
  }

  #haveNone({ status, log }: None): Exchange {
    if (log !== null) this.log('error', log);
    return this.fail(status);
  }
}

/** Arguments as they follow a path. */
function withMark(args: string): string {
  return args === '' ? '' : `?${args}`;
}

/** @param max 0 = without limit. */
function isMore(bytes: number, max: number): boolean {
  return max > 0 && bytes > max;
}
