import type { Template } from './nginx-words.js';
import type { Place } from './place.js';

export interface ProxySettings {
  readonly pass: ProxyPass;
  readonly bind: ProxyBind | null;
  /**
   * Ours, not nginx's: the proxy deals out these source ports itself, both included, on the
   * address of `bind`, where the kernel would choose. null = the kernel chooses.
   */
  readonly bindPorts: readonly [low: number, high: number] | null;
  readonly httpVersion: '1.0' | '1.1';
  /** In order; nginx's own defaults (`Host $proxy_host`, `Connection close`) are in it unless replaced. */
  readonly setHeaders: readonly { readonly name: string; readonly value: Template }[];
  /** Method that the upstream is asked with; null = the client's. */
  readonly method: Template | null;
  readonly passRequestHeaders: boolean;
  readonly passRequestBody: boolean;
  /** Goes to the upstream in place of the client's body. */
  readonly setBody: Template | null;
  /** What the upstream was asked is seen through without a client. */
  readonly ignoreClientAbort: boolean;
  /** Fields of the upstream's answer that the client does not get, besides nginx's own. */
  readonly hideHeaders: readonly string[];
  /** Fields that the client does get, whatever hides them. */
  readonly passHeaders: readonly string[];
  /** Fields of the upstream's answer that mean nothing here, in lower case. */
  readonly ignoreHeaders: readonly string[];
  /** How URLs in `Location` and `Refresh` are rewritten, the first that fits; none when off. */
  readonly redirects: readonly ProxyRedirect[];
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly sendTimeoutMs: number;
  readonly buffering: boolean;
  /** Most that the head of an answer may take, its status line included. */
  readonly bufferBytes: number;
  readonly requestBuffering: boolean;
  /** Statuses from 300 on that this side has an error_page for are answered with that. */
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
  /** From what proxy_pass names to the location's prefix. */
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
   * The whole, where it holds variables: only what they come to shows what of it is the host. The
   * target is then what the text shows of it, for those who run no request. null = all is written.
   */
  readonly expression: Template | null;
  readonly scheme: 'http' | 'https';
  /** An upstream's name or a host with port; may hold variables. */
  readonly target: Template;
  /** The URI part, which replaces the location's prefix; null = the request's URI goes on as it is. */
  readonly uri: Template | null;
  readonly place: Place;
}

export type ProxyBind =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'address';
      readonly address: Template;
      /** The one port that is bound to as well; left out where the kernel chooses it. */
      readonly port?: number;
      readonly transparent: boolean;
      readonly place: Place;
    };

/** What passes requests on, by the first word of its directive: `fastcgi` is `fastcgi_pass`. */
export type PassProtocol = 'proxy' | 'fastcgi' | 'uwsgi' | 'scgi' | 'grpc' | 'memcached';

/** A way out of a location that the calculator counts and the bundled proxy does not run. */
export interface OtherPass {
  readonly protocol: PassProtocol;
  /** An upstream's name, `HOST:PORT`, `unix:PATH`, or variables. */
  readonly target: Template;
  readonly bind: ProxyBind | null;
  readonly place: Place;
}
