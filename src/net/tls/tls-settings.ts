import { isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { TidegateError } from '../../lib/errors.js';
import { readBounded } from '../../lib/read-bounded.js';
import type { TlsSettings } from '../../model/origin.js';

/** A system's whole bundle of certificates is smaller. */
const MAX_CA_BYTES = 10_000_000;

/** @throws TidegateError CA_NOT_READABLE, CA_BAD */
export function readCa(file: string): string {
  let text: string;
  try {
    text = readBounded(file, MAX_CA_BYTES).toString();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new TidegateError('CA_NOT_READABLE', `--ca is "${file}": ${code}`, {
      hint: 'Name a file of certificates in PEM that can be read.',
      cause,
    });
  }
  try {
    if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new Error('it holds no certificate');
    createSecureContext({ ca: text });
  } catch (cause) {
    throw new TidegateError('CA_BAD', `--ca is "${file}": ${(cause as Error).message}`, {
      hint: 'Name a file of certificates in PEM, -----BEGIN CERTIFICATE-----.',
      cause,
    });
  }
  return text;
}

/**
 * What all connections to one server share, because reading the certificates again for each would
 * be slow.
 */
export function secureContext({ ca }: TlsSettings): SecureContext {
  return createSecureContext(ca === null ? {} : { ca });
}

/** SNI carries no addresses (RFC 6066, 3). */
export function sniOf({ serverName }: TlsSettings): string {
  return isIP(serverName) === 0 ? serverName : '';
}
