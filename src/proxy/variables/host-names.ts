import type { Place } from '../../model/place.js';
import { lowerAscii } from '../http/heads/host.js';
import { asBytes } from './as-bytes.js';
import type { Scope } from './evaluate.js';
import { compilePattern, type Matches } from './pattern.js';
import type { Subject } from './subject.js';

/** What a virtual server, or another thing with host names, needs to be found by one. */
export interface Named {
  readonly names: readonly string[];
  readonly place: Place;
}

/** The virtual servers of one listening address, found by host in nginx's order. */
export class HostNames<S extends Named | null, R extends Subject> {
  readonly default: S;
  readonly #exact = new Map<string, S>();
  /** `*.example.com` as `.example.com`; longest first. */
  readonly #suffixes: [string, S][] = [];
  /** `www.example.*` as `www.example.`; longest first. */
  readonly #prefixes: [string, S][] = [];
  readonly #patterns: [Matches<R>, S][] = [];
  readonly #scope: Scope<R>;
  /** The name decides which server is found, or is captured. */
  readonly #differs: boolean;

  constructor(servers: readonly (S & Named)[], fallback: S, scope: Scope<R>) {
    this.default = fallback;
    this.#scope = scope;
    for (const server of servers) {
      for (const name of server.names) this.#add(name, server);
    }
    const longestFirst = (a: [string, S], b: [string, S]) => b[0].length - a[0].length;
    this.#suffixes.sort(longestFirst);
    this.#prefixes.sort(longestFirst);
    const others = servers.some((server) => server !== fallback);
    this.#differs = others || this.#patterns.length > 0;
  }

  /**
   * @param host lower case, without port; empty = none was named, and no pattern is tried
   * @param subject gets the captures of a regular expression
   */
  find(host: string, subject: R): S {
    if (!this.#differs) return this.default;
    return (
      this.#exact.get(host) ??
      this.#suffixes.find(([suffix]) => host.endsWith(suffix))?.[1] ??
      this.#prefixes.find(([prefix]) => host.startsWith(prefix))?.[1] ??
      (host === '' ? undefined : this.#patterns.find(([matches]) => matches(subject, host))?.[1]) ??
      this.default
    );
  }

  /** The first server with a name keeps it, as in nginx. */
  #add(written: string, server: S & Named): void {
    if (written.startsWith('~')) {
      const { place } = server;
      const pattern = { pattern: written.slice(1), ignoreCase: true, place };
      this.#patterns.push([compilePattern(pattern, this.#scope), server]);
      return;
    }
    const name = lowerAscii(asBytes(written));
    // The leading dot is checked first, and a star behind it is an ordinary character, as in nginx.
    if (name.startsWith('*.')) this.#suffixes.push([name.slice(1), server]);
    else if (name.endsWith('.*') && !name.startsWith('.')) {
      this.#prefixes.push([name.slice(0, -1), server]);
    } else {
      const plain = name.length > 1 && name.startsWith('.') ? name.slice(1) : name;
      if (plain !== name) this.#suffixes.push([name, server]);
      if (!this.#exact.has(plain)) this.#exact.set(plain, server);
    }
  }
}
