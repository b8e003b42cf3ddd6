/** Addresses of servers that are not TCP endpoints. */
export function isUnixSocket(host: string): boolean {
  return /^(?:\/|unix@|abns@|sockpair@|uxst@)/.test(host);
}

/** A name that DNS or a hosts file resolves: no address, no socket and no variable. */
export function isName(host: string): boolean {
  return /[a-z]/i.test(host) && !host.includes(':') && !/[$@]/.test(host) && !isUnixSocket(host);
}

/** `unix@/run/x` and `/run/x` are the same socket. */
export function unixEnd(text: string): string {
  return text.replace(/^(?:unix|uxst)@/, '');
}
