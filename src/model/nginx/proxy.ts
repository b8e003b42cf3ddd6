import type { Place } from '../place.js';
import type { Template } from './words.js';

export interface ProxySettings {
  readonly pass: ProxyPass;
  readonly bind: ProxyBind | null;
  /**
   * A setting of Tidegate, not of nginx: the proxy itself assigns these source ports, both ends
   * inclusive, at the address of `bind`. Null = the kernel chooses.
   */
  readonly bindPorts: readonly [low: number, high: number] | null;
  readonly httpVersion: '1.0' | '1.1';
  /**
   * In order; nginx's own defaults (`Host $proxy_host`, `Connection close`) are included unless
   * replaced.
   */
  readonly setHeaders: readonly { readonly name: string; readonly value: Template }[];
  /** Method of the request to the upstream; null = the client's. */
  readonly method: Template | null;
  readonly passRequestHeaders: boolean;
  readonly passRequestBody: boolean;
  /** Sent to the upstream instead of the client's body. */
  readonly setBody: Template | null;
  /** A request to the upstream is completed even if the client has gone. */
  readonly ignoreClientAbort: boolean;
  /** Fields of the upstream's answer that the client does not get, besides nginx's own. */
  readonly hideHeaders: readonly string[];
  /** Fields that the client gets, even if they are hidden otherwise. */
  readonly passHeaders: readonly string[];
  /** Fields of the upstream's answer that have no effect here, in lower case. */
  readonly ignoreHeaders: readonly string[];
  /** How URLs in `Location` and `Refresh` are rewritten; the first match applies; empty when off. */
  readonly redirects: readonly ProxyRedirect[];
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly sendTimeoutMs: number;
  readonly buffering: boolean;
  /** Largest head of an answer, with its status line. */
  readonly bufferBytes: number;
  readonly requestBuffering: boolean;
  /** Answers with a status from 300 on are replaced by this side's error_page for it. */
  readonly interceptErrors: boolean;
  readonly nextUpstream: {
    readonly conditions: readonly string[];
    /** 0 = as many as there are servers. */
    readonly tries: number;
    /** 0 = no limit. */
    readonly timeoutMs: number;
  };
}

export type ProxyRedirect =
  /** From the URL of proxy_pass to the location's prefix. */
  | { readonly kind: 'default' }
  | {
      readonly kind: 'prefix';
      readonly pattern: Template;
      readonly replacement: Template;
      readonly place: Place;
    }
  | {
      readonly kind: 'regex';
      /** Without its `~` or `~*`. */
      readonly pattern: string;
      readonly ignoreCase: boolean;
      readonly replacement: Template;
      readonly place: Place;
    };

export interface ProxyPass {
  /**
   * The whole text, if it contains variables: only their values show which part is the host. The
   * target is then the part that can be read without a request. Null = there are no variables.
   */
  readonly expression: Template | null;
  readonly scheme: 'http' | 'https';
  /** An upstream's name or a host with port; may contain variables. */
  readonly target: Template;
  /**
   * The URI part, which replaces the location's prefix; null = the request's URI is passed on
   * unchanged.
   */
  readonly uri: Template | null;
  readonly place: Place;
}

export type ProxyBind =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'address';
      readonly address: Template;
      /** The single port to bind to as well; left out if the kernel chooses it. */
      readonly port?: number;
      readonly transparent: boolean;
      readonly place: Place;
    };

/** The protocol of a pass, by the first word of its directive: `fastcgi` is `fastcgi_pass`. */
export type PassProtocol = 'proxy' | 'fastcgi' | 'uwsgi' | 'scgi' | 'grpc' | 'memcached';

/** A way out of a location that the calculator counts and the bundled proxy does not run. */
export interface OtherPass {
  readonly protocol: PassProtocol;
  /** An upstream's name, `HOST:PORT`, `unix:PATH`, or variables. */
  readonly target: Template;
  readonly bind: ProxyBind | null;
  readonly place: Place;
}
