interface Listening {
  readonly address: string;
  readonly port: number;
}

interface Target {
  readonly host: string;
  readonly port: number | null;
}

/** What a listening socket goes by among those of its proxy. */
export function endOf({ address, port }: Listening): string {
  return `${address}:${port}`;
}

/** What a listening socket goes by (`endOf`) that takes connections to a server: the server is then this very proxy. */
export function endsTaking({ host, port }: Target): readonly string[] {
  return isLoopback(host) ? [`${host}:${port}`, `*:${port}`] : [`${host}:${port}`];
}

/** The one address of loopback that IPv6 has. */
export function isLoopbackIpv6(host: string): boolean {
  return host.startsWith('[::1]');
}

export function isLoopback(host: string): boolean {
  return /^(?:127\.|localhost\b|\[::1\])/.test(host);
}
