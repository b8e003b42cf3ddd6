import { formatEndpoint } from '../lib/address/origin.js';
import { TidegateError } from '../lib/errors.js';
import type { ListenOptions } from './loop.js';

/**
 * Why listening failed, with the address in the message. @param errnoName `EADDRINUSE` and the
 * like.
 */
export function listenError(
  errnoName: string,
  on: ListenOptions['on'],
  cause?: unknown,
): TidegateError {
  const where = 'fd' in on ? `inherited descriptor ${on.fd}` : formatEndpoint(on);
  switch (errnoName) {
    case 'EADDRINUSE':
      return new TidegateError('LISTEN_IN_USE', `${where} is in use`, {
        hint: 'End the program that listens there (ss -ltnp shows it), or choose another port.',
        cause,
      });
    case 'EACCES':
    case 'EPERM':
      return new TidegateError('LISTEN_DENIED', `no permission to listen on ${where}`, {
        hint: 'Choose a port from 1024 on, or lower sysctl net.ipv4.ip_unprivileged_port_start.',
        cause,
      });
    case 'EADDRNOTAVAIL':
      return new TidegateError('LISTEN_FAILED', `${where} is no address of this host`, {
        hint: 'Choose an address that `ip address` lists, or one of 127.0.0.0/8.',
        cause,
      });
    default:
      return new TidegateError('LISTEN_FAILED', `cannot listen on ${where}: ${errnoName}`, {
        hint: 'Look the error up in listen(2) and bind(2).',
        cause,
      });
  }
}
