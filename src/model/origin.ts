/** What a socket connects to or listens on: an IPv4 or IPv6 literal, without brackets, and a port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export type Scheme = 'http' | 'https';

/**
 * Where requests go: how to connect, and what every request says about the host. Plain data that
 * can be sent to processes and hosts; it contains no secret.
 */
export interface Origin extends Endpoint {
  readonly scheme: Scheme;
  /**
   * For the Host header: a name or an address (IPv6 in brackets), and the port if it is not the
   * default.
   */
  readonly host: string;
  /** Prefix of every request's path; empty, or `/base` without a slash at its end. */
  readonly basePath: string;
  /** Null if the scheme is http. */
  readonly tls: TlsSettings | null;
}

/** How a server has to prove its identity. */
export interface TlsSettings {
  /** Certificates to trust instead of the system's, in PEM; null = the system's. */
  readonly ca: string | null;
  /** Accepts any certificate. */
  readonly insecure: boolean;
  /** The name, or IP address, that the certificate has to be for; a name is also sent (SNI). */
  readonly serverName: string;
}
