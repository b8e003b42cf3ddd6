/** Addresses of servers that are no TCP endpoints. */
export function isUnixSocket(host: string): boolean {
  return /^(?:\/|unix@|abns@|sockpair@|uxst@)/.test(host);
}

/** Neither an address nor a socket nor a variable: what DNS or a hosts file resolves. */
export function isName(host: string): boolean {
  return /[a-z]/i.test(host) && !host.includes(':') && !/[$@]/.test(host) && !isUnixSocket(host);
}
