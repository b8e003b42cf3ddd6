import type { HttpServer, Listen } from '../../../../model/nginx.js';
import { toLikeRegExp } from '../../values/regex.js';

/** The servers of one socket, and which of them a name leads to (ngx_http_find_virtual_server). */
export class ServerNames {
  readonly #exact = new Map<string, HttpServer>();
  /**
   * `*.example.com` as `.example.com`. The name `.example.com` is entered here too, besides its own
   * name.
   */
  readonly #endings = new Map<string, HttpServer>();
  /** `www.example.*` as `www.example.` */
  readonly #beginnings = new Map<string, HttpServer>();
  readonly #patterns: { readonly regex: RegExp; readonly server: HttpServer }[] = [];
  readonly #servers = new Set<HttpServer>();
  #first: HttpServer | null = null;
  #default: HttpServer | null = null;

  add(server: HttpServer, { defaultServer }: Listen): void {
    this.#servers.add(server);
    this.#first ??= server;
    if (defaultServer) this.#default ??= server;
    for (const name of server.names) this.#addName(name.toLowerCase(), name, server);
  }

  #addName(name: string, written: string, server: HttpServer): void {
    if (name.startsWith('~')) {
      this.#patterns.push({ regex: toLikeRegExp(written.slice(1), true), server });
    } else if (name.startsWith('.')) {
      addFirst(this.#exact, name.slice(1), server);
      addFirst(this.#endings, name, server);
    } else if (name.startsWith('*.')) addFirst(this.#endings, name.slice(1), server);
    else if (name.endsWith('.*')) addFirst(this.#beginnings, name.slice(0, -1), server);
    else addFirst(this.#exact, name, server);
  }

  /** @param host as in `Host`; null = not known, which is enough if there is one server */
  find(host: string | null): HttpServer | null {
    const byDefault = this.#default ?? this.#first;
    if (host === null) return this.#servers.size === 1 ? byDefault : null;
    const name = host.replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase();
    return (
      this.#exact.get(name) ??
      this.#byEnding(name) ??
      this.#byBeginning(name) ??
      this.#patterns.find(({ regex }) => regex.test(name))?.server ??
      byDefault
    );
  }

  #byEnding(name: string): HttpServer | undefined {
    for (let at = name.indexOf('.'); at !== -1; at = name.indexOf('.', at + 1)) {
      const found = this.#endings.get(name.slice(at));
      if (found) return found;
    }
    return undefined;
  }

  #byBeginning(name: string): HttpServer | undefined {
    for (let at = name.lastIndexOf('.'); at > 0; at = name.lastIndexOf('.', at - 1)) {
      const found = this.#beginnings.get(name.slice(0, at + 1));
      if (found) return found;
    }
    return undefined;
  }
}

function addFirst(map: Map<string, HttpServer>, name: string, server: HttpServer): void {
  if (!map.has(name)) map.set(name, server);
}
