import type { Place } from '../place.js';

/** A directive by name and place. */
export interface DirectiveRef {
  readonly name: string;
  readonly place: Place;
  /** The calculator counts it although the bundled proxy does not run it. */
  readonly counted?: true;
}

/**
 * A text with variables, split once: literals as strings, variables by name without the `$`.
 * `"$remote_addr:$remote_port"` is `[{variable:'remote_addr'}, ':', {variable:'remote_port'}]`.
 */
export type Template = readonly (string | { readonly variable: string })[];

export interface Listen {
  /** `*` for every address; IPv6 in brackets; `unix:PATH`. */
  readonly address: string;
  /** 0 for a unix socket. */
  readonly port: number;
  /** `ipv6only`: no IPv4 clients; null = not written, which means on. */
  readonly ipv6Only: boolean | null;
  readonly defaultServer: boolean;
  readonly backlog: number | null;
  /** Each worker has a socket of its own. */
  readonly reuseport?: true;
  /** It says how its socket is opened, which only one listen on an address may do. */
  readonly opensSocket?: true;
  /** It speaks TLS. */
  readonly ssl?: true;
  /** Each connection begins with a PROXY protocol header. */
  readonly proxyProtocol?: true;
  /** A UDP port, which is different from the TCP port with the same number. */
  readonly udp?: true;
  readonly place: Place;
}
