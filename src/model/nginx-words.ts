import type { Place } from './place.js';

/** A directive by name and place. */
export interface DirectiveRef {
  readonly name: string;
  readonly place: Place;
  /** The calculator counts it, though the bundled proxy does not run it. */
  readonly counted?: true;
}

/**
 * A string with variables in it, split once: literals as strings, variables by name without
 * the `$`. `"$remote_addr:$remote_port"` is `[{variable:'remote_addr'}, ':', {variable:'remote_port'}]`.
 */
export type Template = readonly (string | { readonly variable: string })[];

export interface Listen {
  /** `*` for every address; IPv6 in brackets; `unix:PATH`. */
  readonly address: string;
  /** 0 of a unix socket. */
  readonly port: number;
  /** `ipv6only`: no IPv4 clients; null = not written, which is on. */
  readonly ipv6Only: boolean | null;
  readonly defaultServer: boolean;
  readonly backlog: number | null;
  /** Each worker has a socket of its own. */
  readonly reuseport?: true;
  /** It says how its socket is opened, which one listen of an address may. */
  readonly opensSocket?: true;
  /** It speaks TLS. */
  readonly ssl?: true;
  /** Each connection begins with a PROXY protocol header. */
  readonly proxyProtocol?: true;
  /** A port of UDP, which is none of TCP's. */
  readonly udp?: true;
  readonly place: Place;
}
