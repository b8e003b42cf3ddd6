/** `address:port`, an IPv6 address in brackets. */
export function socketName(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** An address without the brackets that a configuration writes around IPv6. */
export function bareAddress(address: string): string {
  return address.replace(/^\[|\]$/g, '');
}
