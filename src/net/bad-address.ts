import { TidegateError } from '../lib/errors.js';

/** Names are resolved above this layer; one that comes here is the caller's mistake. */
export function badAddress(address: string): TidegateError {
  return new TidegateError('ADDRESS_BAD', `"${address}" is no IPv4 or IPv6 address`, {
    hint: 'Write the address as a literal, such as 127.0.0.1 or ::1.',
  });
}
